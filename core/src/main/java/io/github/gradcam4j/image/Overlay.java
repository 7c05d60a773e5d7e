package io.github.gradcam4j.image;

import java.awt.Rectangle;

/**
 * Draws heat maps over pictures: the map is resized to the view (bilinear), normalized over its range after that, colored, and
 * blended as {@code alpha * color + (1 - alpha) * picture}. What the model did not see is grayed and dimmed.
 *
 * @param colors colors; a diverging map has its middle at zero
 * @param alpha how much of the color is seen, 0..1
 */
public record Overlay(Colormap colors, double alpha) {
    public Overlay {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must be 0 to 1, not " + alpha);
        }
    }

    /** Each map over a range of its own. */
    public Image draw(HeatMap map, Image picture, CropRegion view) {
        return draw(map, picture, view, range(map, picture, view));
    }

    /** The range of its own that a map is drawn over; the union of several makes their drawings comparable. */
    public Range range(HeatMap map, Image picture, CropRegion view) {
        Rectangle seen = view.pixels(picture);
        return colors.range(map.rows(seen.height, seen.width).range());
    }

    /** Over a given range, so that several maps can be compared. */
    public Image draw(HeatMap map, Image picture, CropRegion view, Range range) {
        Rectangle seen = view.pixels(picture);
        Bilinear rows = map.rows(seen.height, seen.width);
        byte[] from = picture.pixels();
        boolean whole = seen.width == picture.width() && seen.height == picture.height();
        byte[] rgb = whole ? new byte[from.length] : unseen(from);
        int share = (int) Math.round(alpha * 0x10000);
        int rest = 0x10000 - share;
        int[] tints = tints(share);
        float[] row = new float[seen.width];
        for (int y = 0; y < seen.height; y++) {
            rows.row(y, row, 0);
            int at = 3 * ((seen.y + y) * picture.width() + seen.x);
            for (int x = 0; x < row.length; x++, at += 3) {
                int tint = 3 * range.part(row[x], Colormap.ENTRIES);
                rgb[at] = (byte) (tints[tint] + (from[at] & 0xff) * rest >> 16);
                rgb[at + 1] = (byte) (tints[tint + 1] + (from[at + 1] & 0xff) * rest >> 16);
                rgb[at + 2] = (byte) (tints[tint + 2] + (from[at + 2] & 0xff) * rest >> 16);
            }
        }
        return new Image(picture.width(), picture.height(), rgb);
    }

    /** The colors' part of the blend, in 65536ths of a level, and a half to round with. */
    private int[] tints(int share) {
        int[] tints = new int[3 * Colormap.ENTRIES];
        for (int i = 0; i < Colormap.ENTRIES; i++) {
            int color = colors.rgb((i + 0.5) / Colormap.ENTRIES);
            tints[3 * i] = (color >> 16) * share + 0x8000;
            tints[3 * i + 1] = (color >> 8 & 0xff) * share + 0x8000;
            tints[3 * i + 2] = (color & 0xff) * share + 0x8000;
        }
        return tints;
    }

    /** Half of the light, none of the color. */
    private static byte[] unseen(byte[] rgb) {
        byte[] gray = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i += 3) {
            int light = (299 * (rgb[i] & 0xff) + 587 * (rgb[i + 1] & 0xff) + 114 * (rgb[i + 2] & 0xff)) / 2000;
            gray[i] = (byte) light;
            gray[i + 1] = (byte) light;
            gray[i + 2] = (byte) light;
        }
        return gray;
    }
}
