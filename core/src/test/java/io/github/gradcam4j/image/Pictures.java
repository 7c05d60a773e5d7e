package io.github.gradcam4j.image;

import java.util.Random;

/** Pictures for tests. */
final class Pictures {
    private Pictures() {}

    static Picture noise(int width, int height, long seed) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    /** Smooth and different in every corner, so that lossy formats stay close and no orientation looks like another. */
    static Picture gradient(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rgb[i++] = (byte) (255 * x / Math.max(1, width - 1));
                rgb[i++] = (byte) (255 * y / Math.max(1, height - 1));
                rgb[i++] = (byte) 96;
            }
        }
        return new Picture(width, height, rgb);
    }
}
