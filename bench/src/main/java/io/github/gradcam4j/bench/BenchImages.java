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

/** Pictures that cost as much to decode as photographs do: drawn scenes with a camera's noise. */
public final class BenchImages {

    /** The light's, in levels of 255. With this quality it makes files of about a third of a byte a pixel, as phones write them. */
    private static final double NOISE = 9;

    private static final float QUALITY = 0.92f;

    private BenchImages() {}

    /** The same picture for the same number. */
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
