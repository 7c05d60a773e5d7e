package io.github.gradcam4j.zoo;

import io.github.gradcam4j.image.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Symbols drawn by hand with black strokes on white, as lines through points within -1..1. */
final class DrawnSymbols {

    /** The part of the image's side that a stroke's width and the margin take, as in the package of the model. */
    private static final double STROKE = 8 / 224.0;

    private static final double MARGIN = 10 / 224.0;

    private DrawnSymbols() {}

    /** Returns by label the strokes, each as x and y in turn. */
    static Map<String, double[][]> strokes() {
        var symbols = new LinkedHashMap<String, double[][]>();
        symbols.put("plus.minus", new double[][] {{0, -1, 0, .4}, {-.7, -.3, .7, -.3}, {-.7, 1, .7, 1}});
        symbols.put("times", new double[][] {{-1, -1, 1, 1}, {1, -1, -1, 1}});
        symbols.put("arrow.r", new double[][] {{-1, 0, 1, 0}, {.6, -.4, 1, 0, .6, .4}});
        symbols.put("arrow.l", new double[][] {{1, 0, -1, 0}, {-.6, -.4, -1, 0, -.6, .4}});
        symbols.put("forall", new double[][] {{-1, -1, 0, 1, 1, -1}, {-.5, 0, .5, 0}});
        symbols.put("exists", new double[][] {{-.6, -1, .6, -1, .6, 1, -.6, 1}, {-.5, 0, .6, 0}});
        symbols.put("gt.eq", new double[][] {{-1, -1, 1, -.2, -1, .6}, {-1, 1, 1, 1}});
        symbols.put("infinity", new double[][] {lemniscate()});
        return symbols;
    }

    private static double[] lemniscate() {
        var points = new double[162];
        for (int i = 0; i < points.length; i += 2) {
            double t = 2 * Math.PI * i / (points.length - 2);
            double scale = 1 + Math.sin(t) * Math.sin(t);
            points[i] = Math.cos(t) / scale;
            points[i + 1] = Math.sin(t) * Math.cos(t) / scale;
        }
        return points;
    }

    /** Draws a symbol that fills the width of the image. */
    static Image draw(double[][] strokes, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.BLACK);
        double half = width * (0.5 - MARGIN);
        graphics.setStroke(new BasicStroke((float) (width * STROKE)));
        var toImage = new AffineTransform(half, 0, 0, half, width / 2.0, height / 2.0);
        for (double[] points : strokes) {
            var path = new Path2D.Double();
            path.moveTo(points[0], points[1]);
            for (int i = 2; i < points.length; i += 2) {
                path.lineTo(points[i], points[i + 1]);
            }
            graphics.draw(toImage.createTransformedShape(path));
        }
        graphics.dispose();
        return Image.fromBufferedImage(image);
    }
}
