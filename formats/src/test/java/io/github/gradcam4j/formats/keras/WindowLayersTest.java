package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.KerasFiles.values;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.gradcam4j.formats.keras.Nhwc.Sliding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;

/** Convolutions and pooling of any size, stride and padding, compared with {@link Nhwc}. */
class WindowLayersTest {

    private Path folder;

    @BeforeProperty
    void make() throws IOException {
        folder = Files.createTempDirectory("window-layers");
    }

    @AfterProperty
    void clear() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Of two padded rows, one is above; of three, one is above and two are below. */
    @Test
    void theEvaluatorPadsAsTensorFlowDocumentsIt() {
        assertArrayEquals(
                new int[] {2, 0}, new int[] {new Sliding(2, 2, 1, true).out(4), new Sliding(2, 2, 1, true).first(4)});
        assertArrayEquals(
                new int[] {2, 0}, new int[] {new Sliding(3, 2, 1, true).out(4), new Sliding(3, 2, 1, true).first(4)});
        assertArrayEquals(
                new int[] {3, -1}, new int[] {new Sliding(3, 2, 1, true).out(5), new Sliding(3, 2, 1, true).first(5)});
        assertArrayEquals(
                new int[] {5, -1}, new int[] {new Sliding(4, 1, 1, true).out(5), new Sliding(4, 1, 1, true).first(5)});
    }

    @Property(tries = 60)
    void convolution(
            @ForAll @IntRange(min = 5, max = 9) int height,
            @ForAll @IntRange(min = 5, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 3) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll boolean same,
            @ForAll boolean dilated)
            throws IOException {
        var window = new Sliding(kernel, stride, dilated && stride == 1 ? 2 : 1, same);
        var x = Nhwc.noise(height, width, 4, kernel);
        var weights = values(kernel * kernel * 4 / groups * 6, 3);
        var bias = values(6, 4);
        var model = new KerasFiles()
                .weight("c/kernel", weights, kernel, kernel, 4 / groups, 6)
                .weight("c/bias", bias, 6)
                .write(
                        folder,
                        model(
                                x,
                                layer(
                                        "Conv2D",
                                        "c",
                                        "'filters':6,'kernel_size':[%d,%d],'dilation_rate':%d,'groups':%d,%s"
                                                .formatted(kernel, kernel, window.dilation(), groups, window))));
        assertGives(x.convolved(window, weights, bias, groups), model, x);
    }

    @Property(tries = 40)
    void depthwiseAndSeparable(
            @ForAll @IntRange(min = 4, max = 8) int size,
            @ForAll @IntRange(min = 1, max = 4) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int multiplier,
            @ForAll boolean same)
            throws IOException {
        var window = new Sliding(kernel, stride, 1, same);
        var x = Nhwc.noise(size, size + 1, 3, size);
        var weights = values(kernel * kernel * 3 * multiplier, 5);
        var pointwise = values(3 * multiplier * 2, 6);
        var bias = values(3 * multiplier, 7);
        String config = "'kernel_size':[%d,%d],'depth_multiplier':%d,%s".formatted(kernel, kernel, multiplier, window);
        var depthwise = new KerasFiles()
                .weight("d/depthwise_kernel", weights, kernel, kernel, 3, multiplier)
                .weight("d/bias", bias, 3 * multiplier)
                .write(folder, model(x, layer("DepthwiseConv2D", "d", config)));
        assertGives(x.depthwise(window, weights, bias, multiplier), depthwise, x);

        var separable = new KerasFiles()
                .weight("s/depthwise_kernel", weights, kernel, kernel, 3, multiplier)
                .weight("s/pointwise_kernel", pointwise, 1, 1, 3 * multiplier, 2)
                .weight("s/bias", new float[] {0.5f, -2}, 2)
                .write(folder, model(x, layer("SeparableConv2D", "s", "'filters':2," + config)));
        var spread = x.depthwise(window, weights, new float[3 * multiplier], multiplier);
        var expected = spread.convolved(new Sliding(1, 1, 1, false), pointwise, new float[] {0.5f, -2}, 1);
        assertGives(expected, separable, x);
    }

    @Property(tries = 40)
    void pools(
            @ForAll @IntRange(min = 4, max = 8) int height,
            @ForAll @IntRange(min = 4, max = 8) int width,
            @ForAll @IntRange(min = 1, max = 4) int pool,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll boolean same,
            @ForAll boolean largest)
            throws IOException {
        var window = new Sliding(pool, stride, 1, same);
        var x = Nhwc.noise(height, width, 2, pool + 10);
        String type = largest ? "MaxPooling2D" : "AveragePooling2D";
        var model = new KerasFiles()
                .write(folder, model(x, layer(type, "p", "'pool_size':[%d,%d],%s".formatted(pool, pool, window))));
        assertGives(x.pooled(window, largest), model, x);
    }

    /** The padding for a stride depends on the size of the image. */
    @Property(tries = 10)
    void samePaddingOfAFreeSize(@ForAll @IntRange(min = 4, max = 9) int size) throws IOException {
        var window = new Sliding(3, 2, 1, true);
        var x = Nhwc.noise(size, size, 1, size);
        var weights = values(9, 8);
        var model = new KerasFiles()
                .weight("c/kernel", weights, 3, 3, 1, 1)
                .write(
                        folder,
                        sequential(
                                "m",
                                input("x", null, null, 1),
                                layer("Conv2D", "c", "'filters':1,'use_bias':false,'kernel_size':3," + window)));
        assertGives(x.convolved(window, weights, new float[1], 1), model, x);
    }

    private static String model(Nhwc x, String layer) {
        return sequential("m", input("x", x.height(), x.width(), x.channels()), layer);
    }
}
