package io.github.gradcam4j.image;

import com.pngencoder.PngEncoder;
import java.awt.image.BufferedImage;

/** Writes PNG files: with predictors, which halves smooth pictures, and at deflate's quickest level, on all processors. */
public final class Png {

    private static final int QUICKEST = 1;

    private Png() {}

    /** The image as a PNG file of its own kind: gray or color. */
    public static byte[] of(BufferedImage image) {
        return new PngEncoder()
                .withBufferedImage(image)
                .withCompressionLevel(QUICKEST)
                .withPredictorEncoding(true)
                .toBytes();
    }
}
