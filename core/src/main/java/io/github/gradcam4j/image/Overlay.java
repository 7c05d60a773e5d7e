package io.github.gradcam4j.image;

import java.util.Locale;
import java.util.Objects;

/**
 * Draws heat maps over images: resizes the map to the crop region (bilinear), normalizes the part over the image by its
 * range after that, colors it, and blends {@code alpha * color + (1 - alpha) * image}. Pixels outside the crop region
 * become gray and darker; the part of the map beyond the image, a border, is not shown. Immutable and thread safe.
 */
public final class Overlay {
    private final Colormap colors;
    private final double alpha;

    private Overlay(Colormap colors, double alpha) {
        this.colors = Objects.requireNonNull(colors, "colors");
        this.alpha = alpha;
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must be 0 to 1, not " + alpha);
        }
    }

    /**
     * Returns an overlay.
     *
     * @param colors a color map; zero is in the middle of a diverging one
     * @param alpha weight of the color, 0 (the image alone) to 1 (the color alone)
     */
    public static Overlay of(Colormap colors, double alpha) {
        return new Overlay(colors, alpha);
    }

    /** Returns a copy with other colors. */
    public Overlay withColors(Colormap colors) {
        return new Overlay(colors, alpha);
    }

    /**
     * Returns a copy with another weight of the color.
     *
     * @param alpha 0 to 1
     */
    public Overlay withAlpha(double alpha) {
        return new Overlay(colors, alpha);
    }

    /** Returns the color map. */
    public Colormap colors() {
        return colors;
    }

    /** Returns the weight of the color, 0..1. */
    public double alpha() {
        return alpha;
    }

    /** Draws a map over its own range. */
    public Image draw(HeatMap map, Image image, CropRegion region) {
        return draw(map, image, region, range(map, image, region));
    }

    /**
     * Returns the range over which {@link #draw} normalizes a map; the union of several ranges makes maps comparable.
     */
    public Range range(HeatMap map, Image image, CropRegion region) {
        var seen = region.pixels(image);
        return colors.range(map.rows(seen.height(), seen.width()).range(shown(seen, image)));
    }

    /**
     * Draws a map over a given range, so that several maps can be compared.
     *
     * @throws IllegalArgumentException if the region lies beside the image
     */
    public Image draw(HeatMap map, Image image, CropRegion region, Range range) {
        var seen = region.pixels(image);
        Bilinear rows = map.rows(seen.height(), seen.width());
        byte[] from = image.pixels();
        var inside = seen.inside(image);
        boolean whole = inside.width() == image.width() && inside.height() == image.height();
        byte[] rgb = whole ? new byte[from.length] : unseen(from);
        int share = (int) Math.round(alpha * 0x10000);
        int rest = 0x10000 - share;
        int[] tints = tints(share);
        float[] row = new float[seen.width()];
        for (int y = inside.y(); y < inside.y() + inside.height(); y++) {
            rows.row(y - seen.y(), row, 0);
            int at = 3 * (y * image.width() + inside.x());
            for (int x = inside.x() - seen.x(), end = x + inside.width(); x < end; x++, at += 3) {
                int tint = 3 * range.part(row[x], Colormap.ENTRIES);
                rgb[at] = (byte) (tints[tint] + (from[at] & 0xff) * rest >> 16);
                rgb[at + 1] = (byte) (tints[tint + 1] + (from[at + 1] & 0xff) * rest >> 16);
                rgb[at + 2] = (byte) (tints[tint + 2] + (from[at + 2] & 0xff) * rest >> 16);
            }
        }
        return new Image(image.width(), image.height(), rgb);
    }

    /** Returns the part of the resized map that lies over the image, without a border. */
    private static CropRegion.PixelBox shown(CropRegion.PixelBox seen, Image image) {
        var inside = seen.inside(image);
        return new CropRegion.PixelBox(inside.x() - seen.x(), inside.y() - seen.y(), inside.width(), inside.height());
    }

    /** Returns the colors' part of the blend, in 65536ths of a level, plus a half for rounding. */
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

    /** Returns gray pixels of half the lightness. */
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Overlay that && colors == that.colors && Double.compare(alpha, that.alpha) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(colors, alpha);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Overlay[%s, alpha %s]", colors, alpha);
    }
}
