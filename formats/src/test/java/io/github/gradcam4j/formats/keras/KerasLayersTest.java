package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.functional;
import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.node;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers without windows, computed by hand; channels last, as in Keras. */
class KerasLayersTest {

    /** [2, 3, 2], with values 100 row + 10 column + channel. */
    private static final Nhwc POSITIONS =
            new Nhwc(2, 3, 2, new float[] {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121});

    private static final Nhwc SIGNED = new Nhwc(1, 4, 2, new float[] {-3, -1, -0.5f, 0, 0.5f, 1, 5, 8});

    @TempDir
    Path folder;

    private final KerasFiles files = new KerasFiles();

    @Test
    void flattenKeepsTheOrderOfHeightWidthChannels() throws IOException {
        assertGives(POSITIONS.values(), of(POSITIONS, layer("Flatten", "f", "")), POSITIONS);
    }

    @Test
    void denseAfterFlatten() throws IOException {
        var kernel = KerasFiles.values(12 * 2, 1);
        var expected = new float[] {7, -7};
        for (int i = 0; i < 12; i++) {
            expected[0] += POSITIONS.values()[i] / 100 * kernel[2 * i];
            expected[1] += POSITIONS.values()[i] / 100 * kernel[2 * i + 1];
        }
        files.weight("d/kernel", kernel, 12, 2).weight("d/bias", new float[] {7, -7}, 2);
        var model = of(
                POSITIONS,
                layer("Rescaling", "r", "'scale':0.01,'offset':0.0"),
                layer("Flatten", "f", ""),
                layer("Dense", "d", "'units':2"));
        assertGives(expected, model, POSITIONS);
    }

    @Test
    void denseOfAMapIsAppliedAtEachPosition() throws IOException {
        files.weight("d/kernel", new float[] {1, 0, 2, 0, 1, -1}, 2, 3);
        var expected = new Nhwc(1, 4, 3, new float[] {-3, -1, -5, -0.5f, 0, -1, 0.5f, 1, 0, 5, 8, 2});
        assertGives(expected, of(SIGNED, layer("Dense", "d", "'units':3,'use_bias':false")), SIGNED);
    }

    @Test
    void denseOfASequence() throws IOException {
        files.weight("d/kernel", new float[] {2, 1}, 2, 1).weight("d/bias", new float[] {1}, 1);
        var model = of(SIGNED, layer("Reshape", "s", "'target_shape':[4,2]"), layer("Dense", "d", "'units':1"));
        assertGives(new float[] {-6, 0, 3, 19}, model, SIGNED);
    }

    @Test
    void batchNormalization() throws IOException {
        files.weight("b/gamma", new float[] {2, 3}, 2)
                .weight("b/beta", new float[] {1, 0}, 2)
                .weight("b/moving_mean", new float[] {1, 2}, 2)
                .weight("b/moving_variance", new float[] {3, 8}, 2);
        var expected = SIGNED.values().clone();
        for (int i = 0; i < expected.length; i += 2) {
            expected[i] = (expected[i] - 1) / 2 * 2 + 1;
            expected[i + 1] = (expected[i + 1] - 2) / 3 * 3;
        }
        var model = of(SIGNED, layer("BatchNormalization", "b", "'axis':[3],'epsilon':1"));
        assertGives(new Nhwc(1, 4, 2, expected), model, SIGNED);
    }

    @Test
    void batchNormalizationWithoutScaleAndCenter() throws IOException {
        files.weight("b/moving_mean", new float[] {1, 1}, 2).weight("b/moving_variance", new float[] {3, 3}, 2);
        var model = of(SIGNED, layer("BatchNormalization", "b", "'scale':false,'center':false,'epsilon':1"));
        assertGives(mapped(x -> (x - 1) / 2), model, SIGNED);
    }

    @Test
    void everyActivation() throws IOException {
        activation("linear", x -> x);
        activation("relu", x -> Math.max(0, x));
        activation("relu6", x -> Math.min(6, Math.max(0, x)));
        activation("sigmoid", KerasLayersTest::sigmoid);
        activation("tanh", Math::tanh);
        activation("elu", x -> x > 0 ? x : Math.expm1(x));
        activation("selu", x -> 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)));
        activation("softplus", x -> Math.log1p(Math.exp(x)));
        activation("softsign", x -> x / (1 + Math.abs(x)));
        activation("exponential", Math::exp);
        activation("hard_sigmoid", x -> Math.min(1, Math.max(0, 0.2 * x + 0.5)));
        activation("swish", x -> x * sigmoid(x));
        activation("silu", x -> x * sigmoid(x));
        activation("mish", x -> x * Math.tanh(Math.log1p(Math.exp(x))));
        activation("celu", x -> x > 0 ? x : Math.expm1(x));
        activation("log_sigmoid", x -> Math.log(sigmoid(x)));
        activation("hard_tanh", x -> Math.min(1, Math.max(-1, x)));
        activation("hard_shrink", x -> Math.abs(x) > 0.5 ? x : 0);
        activation("soft_shrink", x -> Math.signum(x) * Math.max(0, Math.abs(x) - 0.5));
        activation("tanh_shrink", x -> x - Math.tanh(x));
        activation("squareplus", x -> (x + Math.hypot(x, 2)) / 2);
        activation("sparse_plus", x -> x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x);
        activation("sparse_sigmoid", x -> x <= -1 ? 0 : x < 1 ? (x + 1) / 2 : 1);
    }

    /** The first half of the channels, by the sigmoid of the second. */
    @Test
    void gatedLinearUnit() throws IOException {
        var x = new Nhwc(1, 2, 4, new float[] {1, -2, 0, 3, 0.5f, 4, -1, 100});
        var values = new float[] {0.5f, -2 * (float) sigmoid(3), 0.5f * (float) sigmoid(-1), 4};
        assertGives(new Nhwc(1, 2, 2, values), of(x, layer("Activation", "a", "'activation':'glu'")), x);
    }

    @Test
    void gelu() throws IOException {
        var x = new Nhwc(1, 1, 3, new float[] {-1, 0, 1}); // Phi(1) = 0.8413447
        assertGives(
                new Nhwc(1, 1, 3, new float[] {-0.1586553f, 0, 0.8413447f}),
                of(x, layer("Activation", "a", "'activation':'gelu'")),
                x);
    }

    private void activation(String name, DoubleUnaryOperator function) throws IOException {
        var few = new Nhwc(1, 4, 2, new float[] {-3, -1, -0.5f, 0, 0.5f, 1, 2, 6.5f});
        var expected = new Nhwc(1, 4, 2, mapped(few, function));
        assertGives(expected, of(few, layer("Activation", "a", "'activation':'%s'".formatted(name))), few);
        var serialized = "'activation':{'class_name':'function','config':'%s'}".formatted(name);
        assertGives(expected, of(few, layer("Activation", "a", serialized)), few);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'max_value':6.0                                    | 0 0 0 0 0.5 1 5 6",
                "'max_value':null                                   | 0 0 0 0 0.5 1 5 8",
                "'negative_slope':0.1                               | -0.3 -0.1 -0.05 0 0.5 1 5 8",
                "'negative_slope':0.1,'max_value':4                 | -0.3 -0.1 -0.05 0 0.5 1 4 4",
                "'threshold':1                                      | 0 0 0 0 0 1 5 8",
                "'threshold':1,'negative_slope':0.5,'max_value':6.5 | -2 -1 -0.75 -0.5 -0.25 1 5 6.5",
            })
    void relu(String config, String expected) throws IOException {
        assertGives(new Nhwc(1, 4, 2, numbers(expected)), of(SIGNED, layer("ReLU", "r", config)), SIGNED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LeakyReLU       | 'alpha':0.5 | -1.5 -0.5 -0.25 0 0.5 1 5 8",
                "LeakyReLU       | 'seed':1    | -0.9 -0.3 -0.15 0 0.5 1 5 8",
                "ELU             | 'alpha':2   | -1.9004259 -1.2642411 -0.7869387 0 0.5 1 5 8",
                "ThresholdedReLU | 'theta':0.5 | 0 0 0 0 0 1 5 8",
                "Dropout         | 'rate':0.5  | -3 -1 -0.5 0 0.5 1 5 8",
                "SpatialDropout2D| 'rate':0.5  | -3 -1 -0.5 0 0.5 1 5 8",
                "GaussianNoise   | 'stddev':1  | -3 -1 -0.5 0 0.5 1 5 8",
                "Rescaling       | 'scale':[2.0,3.0],'offset':-1 | -7 -4 -2 -1 0 2 9 23",
            })
    void others(String type, String config, String expected) throws IOException {
        var model = of(SIGNED, layer("Activation", "before", "'activation':'linear'"), layer(type, "layer", config));
        assertGives(new Nhwc(1, 4, 2, numbers(expected)), model, SIGNED);
    }

    @Test
    void preluHasASlopePerPositionOrChannel() throws IOException {
        files.weight("p/alpha", new float[] {2, 3}, 1, 1, 2);
        var shared = of(SIGNED, layer("PReLU", "p", "'shared_axes':[1,2]"));
        assertGives(new Nhwc(1, 4, 2, new float[] {-6, -3, -1, 0, 0.5f, 1, 5, 8}), shared, SIGNED);
        var own = new KerasFiles().weight("p/alpha", new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 4, 2);
        var each = own.write(folder, sequential("m", input("x", 1, 4, 2), layer("PReLU", "p", "")));
        assertGives(new Nhwc(1, 4, 2, new float[] {-3, -2, -1.5f, 0, 0.5f, 1, 5, 8}), each, SIGNED);
    }

    @Test
    void softmaxAlongEitherAxis() throws IOException {
        var x = new Nhwc(1, 2, 2, new float[] {0, (float) Math.log(3), (float) Math.log(3), (float) Math.log(9)});
        var channels = new Nhwc(1, 2, 2, new float[] {0.25f, 0.75f, 0.25f, 0.75f});
        var columns = new Nhwc(1, 2, 2, new float[] {0.25f, 0.25f, 0.75f, 0.75f});
        assertGives(channels, of(x, layer("Softmax", "s", "'axis':-1")), x);
        assertGives(channels, of(x, layer("Activation", "s", "'activation':'softmax'")), x);
        assertGives(columns, of(x, layer("Softmax", "s", "'axis':2")), x);
    }

    @Test
    void pools() throws IOException {
        assertGives(new float[] {60, 61}, of(POSITIONS, layer("GlobalAveragePooling2D", "g", "")), POSITIONS);
        assertGives(new float[] {120, 121}, of(POSITIONS, layer("GlobalMaxPooling2D", "g", "")), POSITIONS);
        var kept = of(POSITIONS, layer("GlobalAveragePooling2D", "g", "'keepdims':true"));
        assertGives(new Nhwc(1, 1, 2, new float[] {60, 61}), kept, POSITIONS);
        var halved = of(POSITIONS, layer("MaxPooling2D", "p", ""));
        assertGives(new Nhwc(1, 1, 2, new float[] {110, 111}), halved, POSITIONS);
    }

    @Test
    void marginsAreTopBottomLeftRight() throws IOException {
        var padded = Nhwc.zeros(3, 6, 2);
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                padded.set(y + 1, x + 2, 0, POSITIONS.at(y, x, 0));
                padded.set(y + 1, x + 2, 1, POSITIONS.at(y, x, 1));
            }
        }
        assertGives(padded, of(POSITIONS, layer("ZeroPadding2D", "z", "'padding':[[1,0],[2,1]]")), POSITIONS);
        assertGives(POSITIONS, of(padded, layer("Cropping2D", "c", "'cropping':[[1,0],[2,1]]")), padded);
        var middle = new Nhwc(2, 1, 2, new float[] {10, 11, 110, 111});
        assertGives(middle, of(POSITIONS, layer("Cropping2D", "c", "'cropping':[0,1]")), POSITIONS);
    }

    @Test
    void upSampling() throws IOException {
        var x = new Nhwc(1, 2, 1, new float[] {0, 4});
        var nearest = of(x, layer("UpSampling2D", "u", "'size':[2,3]"));
        assertGives(new Nhwc(2, 6, 1, new float[] {0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 4}), nearest, x);
        var bilinear = of(x, layer("UpSampling2D", "u", "'size':[1,2],'interpolation':'bilinear'"));
        assertGives(new Nhwc(1, 4, 1, new float[] {0, 1, 3, 4}), bilinear, x);
    }

    @Test
    void reshapeAndPermuteReadInKerasOrder() throws IOException {
        var reshaped = new Nhwc(3, 2, 2, POSITIONS.values());
        assertGives(reshaped, of(POSITIONS, layer("Reshape", "r", "'target_shape':[3,-1,2]")), POSITIONS);
        assertGives(POSITIONS.values(), of(POSITIONS, layer("Reshape", "r", "'target_shape':[-1]")), POSITIONS);
        var pixel = new Nhwc(1, 1, 12, POSITIONS.values());
        assertGives(pixel, of(POSITIONS, layer("Reshape", "r", "'target_shape':[1,1,12]")), POSITIONS);
        var permuted = Nhwc.zeros(3, 2, 2);
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                for (int c = 0; c < 2; c++) {
                    permuted.set(x, c, y, POSITIONS.at(y, x, c));
                }
            }
        }
        assertGives(permuted, of(POSITIONS, layer("Permute", "p", "'dims':[2,3,1]")), POSITIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "Add, 3 6 9 -3",
        "Multiply, 2 8 18 2",
        "Average, 1.5 3 4.5 -1.5",
        "Maximum, 2 4 6 -1",
        "Minimum, 1 2 3 -2",
        "Subtract, -1 -2 -3 1",
    })
    void merges(String type, String expected) throws IOException {
        var x = new Nhwc(1, 2, 2, new float[] {1, 2, 3, -1});
        var model = merge(x, type, "");
        assertGives(new Nhwc(1, 2, 2, numbers(expected)), model, x);
    }

    @Test
    void concatenatesAlongChannelsOrColumns() throws IOException {
        var x = new Nhwc(1, 2, 2, new float[] {1, 2, 3, -1});
        assertGives(new Nhwc(1, 2, 4, new float[] {1, 2, 2, 4, 3, -1, 6, -2}), merge(x, "Concatenate", "'axis':-1"), x);
        assertGives(new Nhwc(1, 4, 2, new float[] {1, 2, 3, -1, 2, 4, 6, -2}), merge(x, "Concatenate", "'axis':2"), x);
    }

    @Test
    void aGateOfOneValueAChannelIsBroadcast() throws IOException {
        var x = new Nhwc(1, 2, 2, new float[] {1, 2, 3, 6});
        var model = files.write(
                folder,
                functional(
                        "m",
                        "x",
                        "gated",
                        input("x", 1, 2, 2),
                        node("GlobalAveragePooling2D", "g", "", "x"),
                        node("Reshape", "s", "'target_shape':[1,1,2]", "g"),
                        node("Multiply", "gated", "", "s", "x")));
        assertGives(new Nhwc(1, 2, 2, new float[] {2, 8, 6, 24}), model, x);
    }

    /** x and 2 x. */
    private Path merge(Nhwc x, String type, String config) throws IOException {
        return files.write(
                folder,
                functional(
                        "m",
                        "x",
                        "merged",
                        input("x", x.height(), x.width(), x.channels()),
                        node("Rescaling", "twice", "'scale':2,'offset':0", "x"),
                        node(type, "merged", config, "x", "twice")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Activation|'activation':'snake'|\"snake\", which is not supported",
                "Activation|'activation':{'class_name':'Odd','config':{'max_value':6}}|which is not supported",
                "MaxPooling2D|'padding':'causal'|supported are same and valid",
                "MaxPooling2D|'data_format':'channels_first'|channels first",
                "MaxPooling2D|'pool_size':'big'|pool_size must be a whole number",
                "MaxPooling2D|'pool_size':[2,2,2]|pool_size, which must be one or two whole numbers",
                "ReLU|'max_value':[6]|max_value must be a number",
                "Softmax|'axis':4|axis 4, which its input [2,3,2] does not have",
                "BatchNormalization|'axis':1|only the channel axis is supported",
                "BatchNormalization|'axis':3|has no weight \"gamma\"",
                "Permute|'dims':[1,2,4]|permutes [1, 2, 4] of [2,3,2]",
                "Reshape|'target_shape':[5,-1]|cannot reshape [2,3,2] to [5, -1]",
                "Cropping2D|'cropping':[1,1]|leaves nothing",
                "UpSampling2D|'interpolation':'cubic'|interpolation that is not supported: cubic",
                "Add|'trainable':true|merges 1 input",
            })
    void theErrorNamesTypeAndLayer(String row) throws IOException {
        String[] parts = row.split("\\|");
        var file = of(POSITIONS, layer(parts[0], "odd", parts[1]));
        var model = LayersModel.read(file);
        String message = assertThrows(LayersModelException.class, model::toOnnx).getMessage();
        assertTrue(message.startsWith("%s: layer %s \"odd\"".formatted(file, parts[0])), message);
        assertTrue(message.contains(parts[2]), message);
    }

    @Test
    void aWeightOfAnotherShapeIsNamed() throws IOException {
        files.weight("d/kernel", new float[6], 3, 2);
        var model = LayersModel.read(of(POSITIONS, layer("Dense", "d", "'units':2")));
        String message = assertThrows(LayersModelException.class, model::toOnnx).getMessage();
        assertTrue(message.contains("\"kernel\" of shape [3, 2], expected [2, 2]"), message);
    }

    private Path of(Nhwc x, String... layers) throws IOException {
        var all = new String[layers.length + 1];
        all[0] = input("x", x.height(), x.width(), x.channels());
        System.arraycopy(layers, 0, all, 1, layers.length);
        return files.write(folder, sequential("m", all));
    }

    private static Nhwc mapped(DoubleUnaryOperator function) {
        return new Nhwc(1, 4, 2, mapped(SIGNED, function));
    }

    private static float[] mapped(Nhwc x, DoubleUnaryOperator function) {
        var values = new float[x.values().length];
        IntStream.range(0, values.length).forEach(i -> values[i] = (float) function.applyAsDouble(x.values()[i]));
        return values;
    }

    private static float[] numbers(String text) {
        var numbers =
                Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
        var floats = new float[numbers.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        return floats;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
