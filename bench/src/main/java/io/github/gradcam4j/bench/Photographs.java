package io.github.gradcam4j.bench;

import io.github.gradcam4j.zoo.sample.Samples;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures that cost as much to decode as photographs do: drawn scenes with a camera's noise. */
public final class Photographs {

    /** Of each channel, in levels of 255; makes files of about 0.3 bytes a pixel, as cameras and phones write them. */
    private static final double NOISE = 9;

    private Photographs() {}

    /** The same picture for the same number. */
    public static byte[] jpeg(int width, int height, int number) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        paint(image, number);
        addNoise(image, new Random(number));
        var file = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", file);
        return file.toByteArray();
    }

    private static void paint(BufferedImage image, int number) throws IOException {
        var scenes = Samples.drawn().all();
        var scene = scenes.get(Math.floorMod(number, scenes.size()));
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        var drawn = scene.picture(image.getHeight()).toBufferedImage();
        g.drawImage(drawn, 0, 0, image.getWidth(), image.getHeight(), null);
        g.dispose();
    }

    private static void addNoise(BufferedImage image, Random random) {
        var row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                int light = (int) Math.round(NOISE * random.nextGaussian());
                row[x] = level(row[x] >> 16, light) << 16 | level(row[x] >> 8, light) << 8 | level(row[x], light);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    private static int level(int value, int more) {
        return Math.max(0, Math.min(255, (value & 0xff) + more));
    }
}
