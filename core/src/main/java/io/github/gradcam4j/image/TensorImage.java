package io.github.gradcam4j.image;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Conversions between samples of an image and the values of a model's input. */
record TensorImage(InputForm form, Normalization values) {

    private static final int LEVELS = 256;
    private static final byte LETTERBOX_GRAY = 114;

    /** Writes samples at the buffer's position and moves the position behind them. */
    void write(Samples samples, FloatBuffer tensor) {
        int channels = form.channelCount();
        int plane = samples.width() * samples.height();
        if (tensor.remaining() < channels * plane) {
            throw new IllegalArgumentException(
                    "Room for " + channels * plane + " values is needed, the buffer has " + tensor.remaining());
        }
        byte[] levels = samples.values();
        int start = tensor.position();
        for (int c = 0; c < channels; c++) {
            float[] table = table(c);
            int from = sample(c);
            int to = start + index(c, 0, plane);
            int step = index(c, 1, plane) - index(c, 0, plane);
            for (int p = 0; p < plane; p++, to += step) {
                tensor.put(to, table[levels[channels * p + from] & 0xff]);
            }
        }
        tensor.position(start + channels * plane);
    }

    /** Returns the tensor's value for each level of a channel; a whole number for a model of integers. */
    private float[] table(int channel) {
        float[] table = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (float) form.usedType().nearest(values.value(channel, level));
        }
        return table;
    }

    /** Returns the sample of a pixel that holds a channel, and the reverse. */
    private int sample(int channel) {
        return form.usedChannels() == Channels.BGR ? 2 - channel : channel;
    }

    private int index(int channel, int position, int plane) {
        return form.usedLayout() == Layout.NCHW ? channel * plane + position : form.channelCount() * position + channel;
    }

    /** Returns the samples of a pixel beside the image: the mean color, opaque, or gray if the mean is 0. */
    byte[] border() {
        int channels = form.channelCount();
        byte[] color = new byte[channels];
        boolean gray = IntStream.range(0, channels).allMatch(c -> values.mean(c) == 0);
        for (int c = 0; c < channels; c++) {
            boolean opacity = c == Channels.RGB.count();
            color[sample(c)] = opacity ? (byte) 255 : gray ? LETTERBOX_GRAY : level(values.level(c, 0));
        }
        return color;
    }

    /** Reverses {@link #write}, and clips levels to 0..255. */
    Image read(FloatBuffer tensor) {
        int channels = form.channelCount();
        int plane = form.usedWidth() * form.usedHeight();
        byte[] levels = new byte[channels * plane];
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < plane; p++) {
                levels[channels * p + sample(c)] = level(values.level(c, tensor.get(index(c, p, plane))));
            }
        }
        return new Samples(form.usedWidth(), form.usedHeight(), channels, levels).toImage();
    }

    /**
     * Returns a rendering of a tensor that is not an image: the first three channels as RGB, or the first as gray, with
     * their smallest value black and their largest white.
     */
    Image render(FloatBuffer tensor) {
        int shown = form.channelCount() < 3 ? 1 : 3;
        int plane = form.usedWidth() * form.usedHeight();
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = 0; i < shown * plane; i++) {
            float value = tensor.get(index(i / plane, i % plane, plane));
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        var range = new Range(Math.min(low, high), high);
        byte[] levels = new byte[shown * plane];
        for (int c = 0; c < shown; c++) {
            for (int p = 0; p < plane; p++) {
                levels[shown * p + c] = level(255 * range.position(tensor.get(index(c, p, plane))));
            }
        }
        return new Samples(form.usedWidth(), form.usedHeight(), shown, levels).toImage();
    }

    static byte level(double value) {
        return (byte) Math.round(Math.max(0, Math.min(255, value)));
    }
}
