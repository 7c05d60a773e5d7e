package io.github.gradcam4j.image;

import com.pngencoder.PngEncoder;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** Writes PNG files: with predictors, which halve smooth images, at the fastest level of deflate, on all processors. */
final class Png {

    private static final int FASTEST = 1;

    private Png() {}

    /** Encodes an image as a PNG file of the same kind, gray or color. */
    static byte[] of(BufferedImage image) {
        return new PngEncoder()
                .withBufferedImage(image)
                .withCompressionLevel(FASTEST)
                .withPredictorEncoding(true)
                .toBytes();
    }

    /** Encodes gray pixels, row-major, one byte each. */
    static byte[] ofGray(int width, int height, byte[] pixels) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        System.arraycopy(pixels, 0, ((DataBufferByte) image.getRaster().getDataBuffer()).getData(), 0, pixels.length);
        return of(image);
    }
}
