package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.gradcam4j.cam.Explanation;
import io.github.gradcam4j.image.HeatMap;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What {@code /api/explain} answers: the explanation, and its heat map ready to be shown.
 *
 * @param heatMap the evidence for the class, resized to what the model takes and normalised
 */
public record Answer(@JsonUnwrapped ExplanationJson explanation, Heat heatMap) {

    /**
     * A heat map of 0..1 in 256 steps.
     *
     * @param png a grey PNG, base64 in JSON
     */
    public record Heat(int width, int height, byte[] png) {
        static Heat of(HeatMap evidence, int width, int height) {
            var heat = evidence.resize(height, width).normalise().values();
            var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
            byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < grey.length; i++) {
                grey[i] = (byte) Math.round(255 * heat[i]);
            }
            return new Heat(width, height, png(image));
        }

        private static byte[] png(BufferedImage image) {
            var bytes = new ByteArrayOutputStream();
            try (var out = new MemoryCacheImageOutputStream(bytes)) {
                ImageIO.write(image, "png", out);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
            return bytes.toByteArray();
        }
    }

    /** The answer for a model with an input of that size. */
    public static Answer of(ExplanationJson json, Explanation explanation, int width, int height) {
        return new Answer(json, Heat.of(explanation.heatMap(), width, height));
    }
}
