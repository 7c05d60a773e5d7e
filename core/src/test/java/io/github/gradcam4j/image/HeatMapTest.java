package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    private final HeatMap map = HeatMap.of(new float[] {-2, 0, 1, 4}, 2, 2);

    @Test
    void keepsACopy() {
        float[] values = {1, 2};
        HeatMap kept = HeatMap.of(values, 1, 2);
        values[0] = 9;
        kept.values()[1] = 9;
        assertArrayEquals(new float[] {1, 2}, kept.values());
        assertEquals(2, kept.at(0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> kept.at(0, 2));
    }

    @Test
    void arraysOfRowsAreCopies() {
        HeatMap wide = HeatMap.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        float[][] rows = wide.toArray();
        assertArrayEquals(new float[][] {{1, 2, 3}, {4, 5, 6}}, rows);
        rows[0][0] = 9;
        assertEquals(1, wide.at(0, 0));
    }

    @Test
    void aMapOfAnImagesSizeIsZeroBesideThePartThatTheModelSaw() {
        Image image = TestImages.noise(6, 4, 1);
        HeatMap sized = map.resizeTo(image, new CropRegion(1, 0, 4, 4));
        HeatMap seen = map.resize(4, 4);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 6; x++) {
                assertEquals(x < 1 || x > 4 ? 0 : seen.at(y, x - 1), sized.at(y, x), y + ", " + x);
            }
        }
    }

    @Test
    void aMapOfAnImagesSizeDoesNotHaveTheBorderOfAPaddedInput() {
        Image image = TestImages.noise(4, 2, 1);
        HeatMap sized = map.resizeTo(image, new CropRegion(0, -1, 4, 4));
        float[] square = map.resize(4, 4).values();
        assertEquals(HeatMap.of(Arrays.copyOfRange(square, 4, 12), 2, 4), sized);
    }

    @Test
    void refusesWhatIsNoMap() {
        assertThrows(IllegalArgumentException.class, () -> HeatMap.of(new float[3], 2, 2));
        assertThrows(IllegalArgumentException.class, () -> HeatMap.of(new float[0], 0, 2));
        String message = assertThrows(HeatMapException.class, () -> HeatMap.of(new float[] {1, 2, 3, Float.NaN}, 2, 2))
                .getMessage();
        assertTrue(message.contains("row 1, column 1 is NaN"), message);
    }

    @Test
    void evidenceBySign() {
        assertArrayEquals(new float[] {0, 0, 1, 4}, Sign.POSITIVE.of(map).values());
        assertArrayEquals(new float[] {2, 0, 0, 0}, Sign.NEGATIVE.of(map).values());
        assertArrayEquals(new float[] {-2, 0, 1, 4}, Sign.BOTH.of(map).values());
        assertEquals(Sign.NEGATIVE, Sign.byName("Negative"));
        assertThrows(IllegalArgumentException.class, () -> Sign.byName("all"));
    }

    @Test
    void normalizes() {
        assertArrayEquals(new float[] {0, 2 / 6f, 3 / 6f, 1}, map.normalize().values(), 1e-6f);
        assertArrayEquals(
                new float[] {-0.5f, 0, 0.25f, 1}, map.normalizeSigned().values(), 1e-6f);
    }

    @Test
    void zeroStaysZeroAndSaysSo() {
        HeatMap zero = HeatMap.of(new float[] {-1, -2, 0, -3}, 2, 2).relu();
        assertTrue(zero.isZero());
        assertFalse(map.isZero());
        assertTrue(zero.resize(5, 5).normalize().isZero());
        assertTrue(zero.normalizeSigned().isZero());
        assertEquals(0xffffff, zero.draw(Colormap.DIVERGING).rgb(0, 0));
        assertEquals(Colormap.JET.rgb(0), zero.draw(Colormap.JET).rgb(1, 1));
        assertFalse(HeatMap.of(new float[] {3, 3}, 1, 2).isZero());
        assertTrue(HeatMap.of(new float[] {3, 3}, 1, 2).normalize().isZero());
    }

    /**
     * Values computed by the definition of half-pixel centers: 2 to 4 samples lie at -0.25, 0.25, 0.75, 1.25, clamped
     * to 0..1.
     */
    @Test
    void resizesWithHalfPixelCenters() {
        HeatMap row = HeatMap.of(new float[] {0, 4}, 1, 2);
        assertArrayEquals(new float[] {0, 1, 3, 4}, row.resize(1, 4).values(), 1e-6f);
        HeatMap column = HeatMap.of(new float[] {0, 4}, 2, 1);
        assertArrayEquals(new float[] {0, 1, 3, 4}, column.resize(4, 1).values(), 1e-6f);
        HeatMap larger = map.resize(4, 4);
        assertEquals(-2, larger.at(0, 0), 1e-6);
        assertEquals(4, larger.at(3, 3), 1e-6);
        assertEquals(0.75 * (0.75 * -2 + 0.25 * 0) + 0.25 * (0.75 * 1 + 0.25 * 4), larger.at(1, 1), 1e-6);
        HeatMap smaller = HeatMap.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 1, 8).resize(1, 2);
        assertArrayEquals(new float[] {1.5f, 5.5f}, smaller.values(), 1e-6f);
    }

    /** Ripples of rounding would be drawn over the whole range of colors. */
    @Property(tries = 100)
    void aMapOfOneValueKeepsIt(
            @ForAll float value,
            @ForAll @IntRange(min = 1, max = 300) int height,
            @ForAll @IntRange(min = 1, max = 300) int width) {
        HeatMap resized = HeatMap.of(new float[] {value, value, value, value, value, value}, 2, 3)
                .resize(height, width);
        assertEquals(new Range(value, value), resized.range());
        assertTrue(resized.normalize().isZero());
    }

    @Property(tries = 100)
    void resizingStaysBetweenSmallestAndLargest(
            @ForAll @Size(6) float[] values,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll @IntRange(min = 1, max = 30) int width) {
        HeatMap original = HeatMap.of(values, 2, 3);
        Range before = original.range();
        Range after = original.resize(height, width).range();
        float rounding = 1e-6f * before.symmetric().high();
        assertTrue(after.low() >= before.low() - rounding && after.high() <= before.high() + rounding);
        assertArrayEquals(values, original.resize(2, 3).values());
    }

    /** The range of a map that is only resized row by row is found without working out every value. */
    @Property(tries = 200)
    void theRangeOfAResizedMap(
            @ForAll @Size(12) float[] values,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll @IntRange(min = 1, max = 30) int width,
            @ForAll @IntRange(max = 5) int top,
            @ForAll @IntRange(max = 5) int left) {
        HeatMap original = HeatMap.of(values, 3, 4);
        var large = original.resize(height + top, width + left);
        var part = new float[height * width];
        for (int i = 0; i < part.length; i++) {
            part[i] = large.at(top + i / width, left + i % width);
        }
        Range every = HeatMap.of(part, height, width).range();
        var box = new CropRegion.PixelBox(left, top, width, height);
        Range corners = original.rows(height + top, width + left).range(box);
        float rounding = 1e-6f * original.range().symmetric().high();
        assertEquals(every.low(), corners.low(), rounding);
        assertEquals(every.high(), corners.high(), rounding);
    }

    @Property(tries = 200)
    void aPartIsWhereThePositionLies(@ForAll float low, @ForAll float high, @ForAll float value) {
        if (low <= high) {
            Range range = new Range(low, high);
            int part = Math.max(0, Math.min(255, (int) (256 * range.position(value))));
            assertEquals(part, range.part(value, 256));
        }
    }

    @Test
    void percentilesAndSums() {
        assertEquals(-2, map.percentile(0));
        assertEquals(0.5, map.percentile(50), 1e-6);
        assertEquals(1.75, map.percentile(75), 1e-6);
        assertEquals(4, map.percentile(100));
        assertThrows(IllegalArgumentException.class, () -> map.percentile(101));
        assertEquals(3, map.sum());
        var corners = new BitSet();
        corners.set(0);
        corners.set(3);
        assertEquals(2, map.sum(Mask.of(map.width(), map.height(), corners)));
        assertThrows(IllegalArgumentException.class, () -> map.sum(Mask.of(3, 1, new BitSet())));
    }

    @Test
    void mapsAreEqualByTheirValues() {
        assertEquals(map, HeatMap.of(map.values(), map.height(), map.width()));
        assertEquals(map.hashCode(), map.negated().negated().hashCode());
        assertNotEquals(map, map.negated());
        assertNotEquals(HeatMap.of(new float[4], 1, 4), HeatMap.of(new float[4], 4, 1));
        assertEquals(
                "HeatMap[1 x 2, -1.0 to 0.5]",
                HeatMap.of(new float[] {-1, 0.5f}, 1, 2).toString());
    }

    @Test
    void aPngIsGrayFromZeroToOne() throws ImageException {
        var png = Image.decode(
                HeatMap.of(new float[] {0, 0.5f, 1, -3, 7, 0.2f}, 2, 3).png());
        assertEquals(3, png.width());
        int[] grays = {0, 128, 255, 0, 255, 51};
        for (int i = 0; i < grays.length; i++) {
            assertEquals(grays[i] * 0x010101, png.rgb(i % 3, i / 3));
        }
    }

    @Test
    void ranges() {
        assertEquals(new Range(-4, 4), map.range().symmetric());
        assertEquals(new Range(-2, 9), map.range().union(new Range(0, 9)));
        assertEquals(0.5, new Range(-4, 4).position(0));
        assertEquals(1, new Range(0, 4).position(7));
        assertThrows(IllegalArgumentException.class, () -> new Range(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Range(Float.NaN, 0));
    }
}
