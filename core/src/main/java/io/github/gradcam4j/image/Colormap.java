package io.github.gradcam4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A color map: 256 colors for the values 0..1, entry {@code min(255, floor(256 value))}. The maps with names of
 * matplotlib have its tables: viridis, inferno and magma by Stefan van der Walt and Nathaniel Smith (CC0), turbo by
 * Anton Mikhailov of Google (Apache-2.0).
 */
public enum Colormap {
    JET(Colormap::jet),
    VIRIDIS(listed("viridis")),
    INFERNO(listed("inferno")),
    MAGMA(listed("magma")),
    TURBO(listed("turbo")),
    /** Blue for values below the middle, white in it, red above; for signed values, with zero in the middle. */
    DIVERGING(Colormap::blueWhiteRed);

    static final int ENTRIES = 256;

    /** The corners of jet's three piecewise linear curves: pairs of value and intensity. */
    private static final class Jet {
        static final double[] RED = {0, 0, 0.35, 0, 0.66, 1, 0.89, 1, 1, 0.5};
        static final double[] GREEN = {0, 0, 0.125, 0, 0.375, 1, 0.64, 1, 0.91, 0, 1, 0};
        static final double[] BLUE = {0, 0.5, 0.11, 1, 0.34, 1, 0.65, 0, 1, 0};
    }

    private interface Table {
        /** The 256 colors as {@code 0xRRGGBB}. */
        int[] colors();
    }

    private final int[] colors;

    Colormap(Table table) {
        colors = table.colors();
    }

    /**
     * Returns the color map with a name, in any case.
     *
     * @throws IllegalArgumentException if the name is unknown; the message lists all names
     */
    public static Colormap byName(String name) {
        Objects.requireNonNull(name, "name");
        return Arrays.stream(values())
                .filter(map -> map.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No color map \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(Colormap::toString).collect(Collectors.joining(", "))));
    }

    /** Returns the color of a value as {@code 0xRRGGBB}; values outside 0..1 take the color of the nearer end. */
    public int rgb(double value) {
        return colors[Math.max(0, Math.min(ENTRIES - 1, (int) (ENTRIES * value)))];
    }

    /** Returns the values of the two ends for a map with these values; zero is in the middle of a diverging map. */
    public Range range(Range values) {
        Objects.requireNonNull(values, "values");
        return this == DIVERGING ? values.symmetric() : values;
    }

    /** Returns the red, green and blue of all 256 entries, from that of 0 to that of 1. */
    public byte[] table() {
        var rgb = new byte[3 * ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            put(colors[i], rgb, 3 * i);
        }
        return rgb;
    }

    void put(float value, byte[] rgb, int at) {
        put(rgb(value), rgb, at);
    }

    private static void put(int color, byte[] rgb, int at) {
        rgb[at] = (byte) (color >> 16);
        rgb[at + 1] = (byte) (color >> 8);
        rgb[at + 2] = (byte) color;
    }

    private static int[] jet() {
        int[] colors = new int[256];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = color(curve(Jet.RED, i), curve(Jet.GREEN, i), curve(Jet.BLUE, i));
        }
        return colors;
    }

    /**
     * The intensity of an entry, 0..1; in matplotlib's order of operations, since some intensities end in half a level.
     */
    private static double curve(double[] corners, int entry) {
        int next = 2;
        while (next < corners.length - 2 && 255 * corners[next] < entry) {
            next += 2;
        }
        double start = 255 * corners[next - 2];
        double along = (entry - start) / (255 * corners[next] - start);
        return corners[next - 1] + along * (corners[next + 1] - corners[next - 1]);
    }

    private static int[] blueWhiteRed() {
        int[] colors = new int[256];
        for (int i = 0; i < colors.length; i++) {
            double pale = 1 - (Math.abs(i - 127.5) - 0.5) / 127;
            colors[i] = i < 128 ? color(pale, pale, 1) : color(1, pale, pale);
        }
        return colors;
    }

    private static int color(double red, double green, double blue) {
        return (int) Math.rint(255 * red) << 16 | (int) Math.rint(255 * green) << 8 | (int) Math.rint(255 * blue);
    }

    private static Table listed(String name) {
        return () -> {
            try (InputStream in = Colormap.class.getResourceAsStream("colormaps/" + name + ".txt")) {
                String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                return text.lines()
                        .filter(line -> !line.startsWith("#"))
                        .flatMap(line -> Arrays.stream(line.split(" ")))
                        .mapToInt(color -> Integer.parseInt(color, 16))
                        .toArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
