package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Compares the tensor's levels with Pillow's, bit by bit. */
class PreprocessingPillowTest {

    @ParameterizedTest
    @CsvFileSource(resources = "pillow.csv", numLinesToSkip = 1)
    void equalsPillow(
            Fit fit,
            String mode,
            Interpolation interpolation,
            int fromWidth,
            int fromHeight,
            int width,
            int height,
            String sha256)
            throws NoSuchAlgorithmException {
        var channels = mode.equals("L") ? Channels.GRAY : Channels.valueOf(mode);
        var preprocessing = Preprocessing.imageNet()
                .withInputSize(width, height)
                .withLayout(Preprocessing.Layout.NHWC)
                .withChannels(channels)
                .withScale(1)
                .withMean(List.of(0.0))
                .withStd(List.of(1.0))
                .withFit(fit)
                .withInterpolation(interpolation);
        var tensor = FloatBuffer.allocate(channels.count() * width * height);
        preprocessing.writeTensor(image(mode, fromWidth, fromHeight), tensor);
        byte[] levels = new byte[tensor.capacity()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) tensor.get(i);
        }
        var digest = MessageDigest.getInstance("SHA-256").digest(levels);
        assertEquals(sha256, HexFormat.of().formatHex(digest));
    }

    private static Image image(String mode, int width, int height) {
        byte[] values = new byte[width * height * (mode.equals("RGBA") ? 4 : 3)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i * 2654435761L + 12345 >> 24);
        }
        return mode.equals("RGBA") ? Image.ofRgba(width, height, values) : new Image(width, height, values);
    }
}
