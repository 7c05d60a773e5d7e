package io.github.gradcam4j.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A map with channels last, as in Keras, and straightforward implementations of Keras's layers with windows. */
record Nhwc(int height, int width, int channels, float[] values) {

    static Nhwc noise(int height, int width, int channels, int seed) {
        return new Nhwc(height, width, channels, KerasFiles.values(height * width * channels, seed));
    }

    static Nhwc zeros(int height, int width, int channels) {
        return new Nhwc(height, width, channels, new float[height * width * channels]);
    }

    float at(int y, int x, int c) {
        return values[(y * width + x) * channels + c];
    }

    void set(int y, int x, int c, double value) {
        values[(y * width + x) * channels + c] = (float) value;
    }

    boolean has(int y, int x) {
        return y >= 0 && x >= 0 && y < height && x < width;
    }

    /** A window's geometry along both axes. */
    record Sliding(int kernel, int stride, int dilation, boolean same) {
        int out(int in) {
            int extent = (kernel - 1) * dilation + 1;
            return same ? (int) Math.ceil((double) in / stride) : (int) Math.ceil((in - extent + 1.0) / stride);
        }

        int first(int in) {
            int extent = (kernel - 1) * dilation + 1;
            return same ? -Math.max(0, (out(in) - 1) * stride + extent - in) / 2 : 0;
        }

        @Override
        public String toString() {
            return "'strides':[%d,%d],'padding':'%s'".formatted(stride, stride, same ? "same" : "valid");
        }
    }

    /** @param kernel [k, k, channels / groups, filters] */
    Nhwc convolved(Sliding s, float[] kernel, float[] bias, int groups) {
        int filters = bias.length;
        int in = channels / groups;
        var result = zeros(s.out(height), s.out(width), filters);
        for (int y = 0; y < result.height; y++) {
            for (int x = 0; x < result.width; x++) {
                for (int f = 0; f < filters; f++) {
                    double sum = bias[f];
                    for (int i = 0; i < s.kernel; i++) {
                        for (int j = 0; j < s.kernel; j++) {
                            int yy = s.first(height) + y * s.stride + i * s.dilation;
                            int xx = s.first(width) + x * s.stride + j * s.dilation;
                            for (int c = 0; c < in && has(yy, xx); c++) {
                                int group = f / (filters / groups);
                                sum += at(yy, xx, group * in + c) * kernel[((i * s.kernel + j) * in + c) * filters + f];
                            }
                        }
                    }
                    result.set(y, x, f, sum);
                }
            }
        }
        return result;
    }

    /** @param kernel [k, k, channels, multiplier] */
    Nhwc depthwise(Sliding s, float[] kernel, float[] bias, int multiplier) {
        var result = zeros(s.out(height), s.out(width), channels * multiplier);
        for (int c = 0; c < channels; c++) {
            var plane = zeros(height, width, 1);
            for (int p = 0; p < height * width; p++) {
                plane.values[p] = values[p * channels + c];
            }
            for (int m = 0; m < multiplier; m++) {
                int f = c * multiplier + m;
                var single = new float[s.kernel * s.kernel];
                for (int p = 0; p < single.length; p++) {
                    single[p] = kernel[(p * channels + c) * multiplier + m];
                }
                var one = plane.convolved(s, single, new float[] {bias[f]}, 1);
                for (int p = 0; p < one.values.length; p++) {
                    result.values[p * result.channels + f] = one.values[p];
                }
            }
        }
        return result;
    }

    Nhwc pooled(Sliding s, boolean largest) {
        var result = zeros(s.out(height), s.out(width), channels);
        for (int y = 0; y < result.height; y++) {
            for (int x = 0; x < result.width; x++) {
                for (int c = 0; c < channels; c++) {
                    double max = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    int count = 0;
                    for (int i = 0; i < s.kernel; i++) {
                        for (int j = 0; j < s.kernel; j++) {
                            int yy = s.first(height) + y * s.stride + i;
                            int xx = s.first(width) + x * s.stride + j;
                            if (has(yy, xx)) {
                                max = Math.max(max, at(yy, xx, c));
                                sum += at(yy, xx, c);
                                count++;
                            }
                        }
                    }
                    result.set(y, x, c, largest ? max : sum / count);
                }
            }
        }
        return result;
    }

    /** Asserts the output of a converted model that is a map. */
    static void assertGives(Nhwc expected, Path model, Nhwc input) throws IOException {
        var output = run(model, input);
        assertArrayEquals(new long[] {1, expected.channels, expected.height, expected.width}, output.shape());
        var nchw = output.toArray();
        var found = zeros(expected.height, expected.width, expected.channels);
        int plane = expected.height * expected.width;
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < expected.channels; c++) {
                found.values[p * expected.channels + c] = nchw[c * plane + p];
            }
        }
        for (int i = 0; i < found.values.length; i++) {
            assertEquals(expected.values[i], found.values[i], 1e-5 * Math.max(1, Math.abs(expected.values[i])));
        }
    }

    /** Asserts the output of a converted model that is not a map. */
    static void assertGives(float[] expected, Path model, Nhwc input) throws IOException {
        assertArrayEquals(expected, run(model, input).toArray(), 1e-5f);
    }

    private static Tensor run(Path model, Nhwc input) throws IOException {
        var graph = LayersModel.read(model).toOnnx();
        int plane = input.height * input.width;
        var nchw = new float[input.values.length];
        for (int p = 0; p < plane; p++) {
            for (int c = 0; c < input.channels; c++) {
                nchw[c * plane + p] = input.values[p * input.channels + c];
            }
        }
        try (var session = Session.open(graph)) {
            var outputs = session.run(Map.of(
                    graph.inputNames().iterator().next(),
                    Tensor.of(nchw, 1, input.channels, input.height, input.width)));
            assertEquals(1, outputs.size());
            return outputs.values().iterator().next();
        }
    }
}
