package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.functional;
import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that a model calls on tensors, and normalizations; computed by hand. */
class OperationLayersTest {

    private static final Nhwc X = new Nhwc(1, 2, 2, new float[] {1, 2, 3, 4});

    @TempDir
    Path folder;

    private final KerasFiles files = new KerasFiles();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "math.add | [['x',0,0,{'y':3.0,'name':null}]] | 4 5 6 7",
                "__operators__.sub | [['_CONSTANT_VALUE',-1,10.0,{'y':['x',0,0],'name':null}]] | 9 8 7 6",
                "math.truediv | [['x',0,0,{'y':2.0}]] | 0.5 1 1.5 2",
                "math.multiply | [['x',0,0,{'y':['x',0,0]}]] | 1 4 9 16",
                "nn.bias_add | [['x',0,0,{'bias':[-1,1],'data_format':'NHWC'}]] | 0 3 2 5",
                "nn.relu6 | [['x',0,0,{}]] | 1 2 3 4",
                "math.reduce_mean | [['x',0,0,{'axis':-1,'keepdims':true}]] | 1.5 3.5",
                "cast | [['x',0,0,{'dtype':'float32'}]] | 1 2 3 4",
            })
    void functionsOfKeras2(String function, String node, String expected) throws IOException {
        var call = "{'class_name':'TFOpLambda','name':'f','config':{'name':'f','function':'%s'},'inbound_nodes':[%s]}"
                .formatted(function, node);
        assertGives(of(expected), model(call), X);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Add | [T, 3.0] | 4 5 6 7",
                "Subtract | [10.0, T] | 9 8 7 6",
                "Multiply | [T, T] | 1 4 9 16",
                "Add | [T, {'class_name':'__numpy__','config':{'value':[-1,1],'dtype':'float32'}}] | 0 3 2 5",
                "GetItem | [T, [{'class_name':'__ellipsis__'},{'class_name':'__slice__',"
                        + "'config':{'start':null,'stop':null,'step':-1}}]] | 2 1 4 3",
                "HardSigmoid | [T] | 0.6666667 0.8333333 1 1",
            })
    void operationsOfKeras3(String type, String arguments, String expected) throws IOException {
        String x = "{'class_name':'__keras_tensor__','config':{'shape':[null],'keras_history':['x',0,0]}}";
        var call = ("{'class_name':'%s','module':'keras.src.ops.numpy','name':'f','config':{'name':'f'},"
                        + "'inbound_nodes':[{'args':%s,'kwargs':{}}]}")
                .formatted(type, arguments.replace("T", x));
        var wrapped = "{'keras_version':'3.9.2','model_config':%s}"
                .formatted(functional("m", "x", "f", input("x", 1, 2, 2), call));
        assertGives(of(expected), files.write(folder, wrapped), X);
    }

    @Test
    void slicesOtherThanReversedChannelsAreRefused() throws IOException {
        var call = "{'class_name':'SlicingOpLambda','name':'f','config':{'name':'f'},'inbound_nodes':"
                + "[[['x',0,0,{'slice_spec':[{'class_name':'__ellipsis__'},{'start':0,'stop':1,'step':-1}]}]]]}";
        var read = LayersModel.read(model(call));
        String message = assertThrows(LayersModelException.class, read::toOnnx).getMessage();
        assertTrue(message.contains("only a reversal of the channels"), message);
    }

    @Test
    void layerNormalizationIsOverTheChannels() throws IOException {
        files.weight("n/gamma", new float[] {2, 4}, 2).weight("n/beta", new float[] {0, 1}, 2);
        var model = sequential("m", input("x", 1, 2, 2), layer("LayerNormalization", "n", "'epsilon':0.75"));
        assertGives(new Nhwc(1, 2, 2, new float[] {-1, 3, -1, 3}), files.write(folder, model), X);
    }

    @Test
    void groupNormalizationIsOverPositionsAndTheChannelsOfAGroup() throws IOException {
        var model = sequential(
                "m",
                input("x", 1, 2, 2),
                layer("GroupNormalization", "n", "'groups':2,'epsilon':0,'scale':false,'center':false"));
        assertGives(new Nhwc(1, 2, 2, new float[] {-1, -1, 1, 1}), files.write(folder, model), X);
    }

    @Test
    void normalizationHasItsValuesInTheConfiguration() throws IOException {
        var model = sequential(
                "m", input("x", 1, 2, 2), layer("Normalization", "n", "'mean':[1,2],'variance':[4,0.25],'axis':[-1]"));
        assertGives(new Nhwc(1, 2, 2, new float[] {0, 0, 1, 4}), files.write(folder, model), X);
    }

    /** The adjoint of a convolution with a stride: each value spreads over its window. */
    @Test
    void transposedConvolution() throws IOException {
        files.weight("c/kernel", new float[] {1, 2, 3}, 1, 3, 1, 1);
        var x = new Nhwc(1, 2, 1, new float[] {1, 10});
        var config = "'filters':1,'kernel_size':[1,3],'strides':[1,2],'use_bias':false,'padding':'%s'";
        var valid = sequential("m", input("x", 1, 2, 1), layer("Conv2DTranspose", "c", config.formatted("valid")));
        assertGives(new Nhwc(1, 5, 1, new float[] {1, 2, 13, 20, 30}), files.write(folder, valid), x);
        var same = sequential("m", input("x", 1, 2, 1), layer("Conv2DTranspose", "c", config.formatted("same")));
        assertGives(new Nhwc(1, 4, 1, new float[] {1, 2, 13, 20}), files.write(folder, same), x);
    }

    @Test
    void augmentationDoesNothing() throws IOException {
        var model =
                sequential("m", input("x", 1, 2, 2), layer("RandomFlip", "a", ""), layer("RandomRotation", "b", ""));
        var identity = sequential("m", input("x", 1, 2, 2), layer("RandomFlip", "a", ""), layer("ReLU", "r", ""));
        assertGives(X, files.write(folder, identity), X);
        assertTrue(LayersModel.read(files.write(folder, model)).toOnnx().nodes().isEmpty());
    }

    private Path model(String call) throws IOException {
        return files.write(folder, functional("m", "x", "f", input("x", 1, 2, 2), call));
    }

    private static Nhwc of(String values) {
        var parts = values.strip().split(" ");
        var numbers = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = Float.parseFloat(parts[i]);
        }
        return new Nhwc(1, 2, parts.length / 2, numbers);
    }
}
