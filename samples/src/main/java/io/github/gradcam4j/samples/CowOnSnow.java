package io.github.gradcam4j.samples;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.scene.Scenes;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;

/**
 * The composition of the cow in the photograph {@code Cow_female_black_white.jpg} with drawn snow, a background that is
 * rare for cows in training data. Only the background differs between the two images. Lengths are in hundredths of the
 * image's sides.
 */
final class CowOnSnow {
    /** The cow's outline, clockwise from the tip of its right ear: x and y in turn. */
    private static final double[] OUTLINE = {
        65.8, 11.8, 68, 14.4, 70, 15.6, 71.2, 16, 71.6, 15, 73, 13.8, 74.7, 13.4, 76, 14.4, 77, 16.5, 78, 17.6, 79.3,
        18, 80.3, 17.4, 82.3, 17.2, 84, 18, 83.6, 19.6, 82.1, 21.2, 82.1, 24.3, 80, 24.5, 79.9, 21.6, 78.2, 20.4, 77.9,
        22.3, 77.6, 25, 76.8, 28, 76.7, 30, 77.2, 33, 77.8, 35, 77.2, 36.8, 75.6, 37.2, 74, 36.6, 73, 36.5, 71.6, 38.3,
        70.8, 39.8, 70.4, 42.5, 70, 45, 69.4, 48, 68.2, 51, 66.4, 53.5, 65, 55.5, 64.7, 58, 64.3, 62, 64.4, 65, 64, 68,
        63.8, 71, 63.4, 73.4, 62.2, 73.4, 62.4, 71, 61.9, 67, 61.4, 62, 61, 57, 60.5, 56.2, 59, 55.4, 58.5, 55, 58.2,
        58, 58, 62, 58, 65.5, 57.2, 68, 56.8, 71, 56.8, 74.7, 55, 75.3, 54.5, 73.5, 55.3, 71, 55.4, 67, 55, 64, 54.4,
        60, 53.8, 56.5, 53.1, 53.8, 50, 54.5, 46, 56.3, 43, 58.1, 42, 58.1, 40, 56.7, 37.5, 55.3, 36, 56.1, 34.8, 57,
        34.8, 59.8, 34.2, 58.2, 32.8, 58.2, 32.4, 60.8, 31.6, 59.1, 30.6, 60.1, 30, 58.6, 29.4, 60, 28.2, 63, 27.3, 66,
        27, 70, 27, 74.6, 25, 75, 24.2, 73.6, 24, 75, 22.6, 74.8, 21.8, 73.5, 22.2, 71, 21.6, 67, 21, 63.5, 20.5, 63,
        20.1, 60, 19.7, 56, 19.6, 51, 20.2, 48, 20.8, 44, 21.1, 38, 20.9, 30, 20.7, 25, 21.2, 22, 22.5, 19.5, 24.3,
        17.4, 26, 17.7, 29, 17.9, 34, 18.3, 39, 18.2, 43, 17.9, 47, 17.1, 50, 16.4, 53, 16, 57, 15.8, 61, 15.7, 64,
        16.1, 66.3, 16.8, 67, 16.4, 66.4, 14
    };

    /** The positions of its feet. */
    private static final double[][] FEET = {{23.2, 74.3}, {26.3, 74.5}, {55.8, 74.3}, {62.8, 72.9}};

    private static final Color SHADE = new Color(0x5b, 0x76, 0x99, 0x68);
    private static final Color SNOW = new Color(0xf2, 0xf6, 0xfb);

    private CowOnSnow() {}

    /**
     * Returns the composed image, of the photograph's size.
     *
     * @param field the photograph, not cropped; any size and aspect ratio
     */
    static Image of(Image field) {
        int width = field.width();
        int height = field.height();
        BufferedImage image =
                Scenes.byName("tennis-ball-snow").background(width, height).toBufferedImage();
        Graphics2D graphics = smooth(image);
        AffineTransform whole = graphics.getTransform();
        graphics.scale(width / 100.0, height / 100.0);
        spot(graphics, 42, 74.5, 27, 4.5, SHADE);
        AffineTransform hundredths = graphics.getTransform();
        graphics.setTransform(whole);
        graphics.drawImage(cow(field), 0, 0, null);
        graphics.setTransform(hundredths);
        for (double[] foot : FEET) {
            spot(graphics, foot[0], foot[1], 3.8, 2.2, SNOW);
        }
        graphics.dispose();
        return Image.fromBufferedImage(image);
    }

    private static BufferedImage cow(Image field) {
        BufferedImage layer = new BufferedImage(field.width(), field.height(), BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = smooth(layer);
        graphics.fill(AffineTransform.getScaleInstance(field.width() / 100.0, field.height() / 100.0)
                .createTransformedShape(outline()));
        graphics.setComposite(AlphaComposite.SrcIn);
        graphics.drawImage(field.toBufferedImage(), 0, 0, null);
        graphics.dispose();
        return layer;
    }

    private static Path2D outline() {
        Path2D path = new Path2D.Double();
        path.moveTo(OUTLINE[0], OUTLINE[1]);
        for (int i = 2; i < OUTLINE.length; i += 2) {
            path.lineTo(OUTLINE[i], OUTLINE[i + 1]);
        }
        path.closePath();
        return path;
    }

    /** Paints an oval that fades towards its edge. */
    private static void spot(Graphics2D graphics, double x, double y, double radiusX, double radiusY, Color color) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.scale(radiusX, radiusY);
        Color clear = new Color(color.getRGB() & 0xffffff, true);
        graphics.setPaint(new RadialGradientPaint(
                new Point2D.Double(), 1, new float[] {0, 0.5f, 1}, new Color[] {color, color, clear}));
        graphics.fill(new Ellipse2D.Double(-1, -1, 2, 2));
        graphics.setTransform(before);
    }

    private static Graphics2D smooth(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        return graphics;
    }
}
