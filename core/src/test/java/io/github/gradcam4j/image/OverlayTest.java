package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OverlayTest {
    private final Image image = TestImages.noise(20, 10, 4);
    private final HeatMap map = HeatMap.of(new float[] {0, 1, 2, 5}, 2, 2);

    @Test
    void blendsTheResizedAndThenNormalizedMap() {
        Image overlay = map.overlay(image, Colormap.JET, 0.5);
        HeatMap expected = map.resize(10, 20).normalize();
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                int color = Colormap.JET.rgb(expected.at(y, x));
                for (int shift = 0; shift <= 16; shift += 8) {
                    double blended = 0.5 * (color >> shift & 0xff) + 0.5 * (image.rgb(x, y) >> shift & 0xff);
                    assertEquals(blended, overlay.rgb(x, y) >> shift & 0xff, 0.5001);
                }
            }
        }
    }

    @Test
    void alphaRunsFromTheImageToTheHeat() {
        assertArrayEquals(image.pixels(), map.overlay(image, Colormap.TURBO, 0).pixels());
        assertArrayEquals(
                map.resize(10, 20).draw(Colormap.TURBO).pixels(),
                map.overlay(image, Colormap.TURBO, 1).pixels());
        assertThrows(IllegalArgumentException.class, () -> map.overlay(image, Colormap.TURBO, 1.01));
        assertThrows(IllegalArgumentException.class, () -> map.overlay(image, Colormap.TURBO, Double.NaN));
    }

    @Test
    void heatLiesInTheViewOnlyAndTheRestIsGray() {
        CropRegion view = new CropRegion(4.6, 2.4, 10, 5);
        Image overlay = map.overlay(image, view, Colormap.INFERNO, 1);
        Image heat = map.resize(5, 10).draw(Colormap.INFERNO);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                int color = overlay.rgb(x, y);
                if (x >= 5 && x < 15 && y >= 2 && y < 7) {
                    assertEquals(heat.rgb(x - 5, y - 2), color);
                } else {
                    assertEquals((color & 0xff) * 0x010101, color);
                    assertTrue((color & 0xff) <= 128, "dimmed");
                }
            }
        }
    }

    @Test
    void aViewThinnerThanAPixelIsStillDrawn() {
        Image overlay = map.overlay(image, new CropRegion(19.7, 0, 0.3, 10), Colormap.JET, 1);
        assertEquals(10, overlay.height());
        assertNotEquals((overlay.rgb(19, 5) & 0xff) * 0x010101, overlay.rgb(19, 5));
    }

    @Test
    void aViewBesideTheImageIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> map.overlay(image, new CropRegion(20, 0, 5, 5), Colormap.JET, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> map.overlay(image, new CropRegion(0, -5, 20, 5), Colormap.JET, 1));
        assertThrows(IllegalArgumentException.class, () -> new CropRegion(0, 0, 0, 5));
        assertThrows(IllegalArgumentException.class, () -> new CropRegion(Double.NaN, 0, 5, 5));
    }

    /** A letterboxed image of 20 x 10 lies in the middle rows of a square, and the heat of the border is not shown. */
    @Test
    void thePartOfTheMapOverTheBorderIsNotShown() {
        var square = HeatMap.of(new float[] {9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, -9, -9, -9, -9}, 4, 4);
        var view = Preprocessing.imageNet().withFit(Preprocessing.Fit.PAD).cropRegion(20, 10);
        assertEquals(new CropRegion(0, -5, 20, 20), view);
        Overlay heat = Overlay.of(Colormap.VIRIDIS, 1);
        var large = square.resize(20, 20);
        var shown = new float[200];
        System.arraycopy(large.values(), 5 * 20, shown, 0, shown.length);
        var expected = HeatMap.of(shown, 10, 20);
        assertEquals(expected.range(), heat.range(square, image, view));
        assertEquals(expected.draw(Colormap.VIRIDIS), heat.draw(square, image, view));
    }

    @Test
    void aMapIsDrawnOverItsOwnRangeUnlessToldOtherwise() {
        Overlay heat = Overlay.of(Colormap.JET, 0.5);
        CropRegion view = CropRegion.whole(image);
        Range own = heat.range(map, image, view);
        assertEquals(map.resize(10, 20).range(), own);
        assertArrayEquals(
                heat.draw(map, image, view).pixels(),
                heat.draw(map, image, view, own).pixels());
        assertEquals(new Range(-5, 5), Overlay.of(Colormap.DIVERGING, 1).range(map, image, view));
    }

    @Test
    void oneRangeForSeveralMapsMakesThemComparable() {
        HeatMap weak = HeatMap.of(new float[] {0, 0.5f}, 1, 2);
        Overlay heat = Overlay.of(Colormap.VIRIDIS, 1);
        Range common = map.range().union(weak.range());
        Image drawn = heat.draw(weak, image, CropRegion.whole(image), common);
        assertEquals(Colormap.VIRIDIS.rgb(0.1), drawn.rgb(19, 0));
        assertEquals(
                Colormap.VIRIDIS.rgb(1),
                heat.draw(weak, image, CropRegion.whole(image)).rgb(19, 0));
    }

    @Test
    void aDivergingMapHasZeroInItsMiddle() {
        HeatMap signed = HeatMap.of(new float[] {-1, 0, 4}, 1, 3);
        Image drawn = signed.draw(Sign.BOTH.colors(Colormap.JET));
        assertEquals(0xffffff, drawn.rgb(1, 0));
        assertEquals(0xff0000, drawn.rgb(2, 0));
        assertEquals(Colormap.DIVERGING.rgb(3 / 8.0), drawn.rgb(0, 0));
    }
}
