package io.github.gradcam4j.bench;

import io.github.gradcam4j.samples.Samples;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG images that cost as much to decode as photographs: drawn scenes with sensor noise. Thread safe. */
public final class BenchImages {

    /**
     * Standard deviation of the noise, in levels from 0 to 255. With {@link #QUALITY}, files have about a third of a
     * byte per pixel, as those of phones do.
     */
    private static final double NOISE = 9;

    private static final float QUALITY = 0.92f;

    private BenchImages() {}

    /**
     * Returns a JPEG file. Equal arguments give equal bytes.
     *
     * @param width in pixels
     * @param height in pixels
     * @param number chooses the scene and seeds the noise
     */
    public static byte[] jpeg(int width, int height, int number) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        paint(image, number);
        addNoise(image, new Random(number));
        return encode(image);
    }

    private static byte[] encode(BufferedImage image) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        var file = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static void paint(BufferedImage image, int number) throws IOException {
        var scenes = Samples.drawn().all();
        var scene = scenes.get(Math.floorMod(number, scenes.size()));
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        var drawn = scene.image(image.getHeight()).toBufferedImage();
        g.drawImage(drawn, 0, 0, image.getWidth(), image.getHeight(), null);
        g.dispose();
    }

    private static void addNoise(BufferedImage image, Random random) {
        var row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                int noise = (int) Math.round(NOISE * random.nextGaussian());
                row[x] = level(row[x] >> 16, noise) << 16 | level(row[x] >> 8, noise) << 8 | level(row[x], noise);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    private static int level(int value, int noise) {
        return Math.max(0, Math.min(255, (value & 0xff) + noise));
    }
}
