package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Path2D;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MaskTest {
    /** A block of 2 x 3 pixels, its corner at (1, 2), in a mask of 4 x 6. */
    private static Mask block() {
        BitSet pixels = new BitSet();
        for (int y = 2; y < 5; y++) {
            pixels.set(y * 4 + 1, y * 4 + 3);
        }
        return Mask.of(4, 6, pixels);
    }

    @Test
    void knowsItsPixels() {
        Mask mask = block();
        assertTrue(mask.contains(1, 2));
        assertTrue(mask.contains(2, 4));
        assertFalse(mask.contains(3, 4));
        assertFalse(mask.contains(2, 5));
        assertEquals(6, mask.count());
        assertEquals(0.25, mask.share());
        assertEquals(Optional.of(new CropRegion(1, 2, 2, 3)), mask.bounds());
        assertThrows(IndexOutOfBoundsException.class, () -> mask.contains(4, 0));
    }

    @Test
    void emptyHasNoBounds() {
        assertEquals(Optional.empty(), Mask.of(3, 3, new BitSet()).bounds());
    }

    @Test
    void laterChangesOfTheBitsDoNotReachIt() {
        BitSet pixels = new BitSet();
        Mask mask = Mask.of(2, 2, pixels);
        pixels.set(0);
        assertEquals(0, mask.count());
    }

    @Test
    void growsAndShrinksWithoutMoving() {
        Mask doubled = block().resize(8, 12);
        assertEquals(Optional.of(new CropRegion(2, 4, 4, 6)), doubled.bounds());
        assertEquals(24, doubled.count());
        assertEquals(block(), doubled.resize(4, 6));
    }

    @Test
    void pngIsWhiteOnBlack() throws ImageException {
        Image png = Image.decode(block().png());
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 4; x++) {
                assertEquals(block().contains(x, y) ? 0xffffff : 0, png.rgb(x, y));
            }
        }
    }

    @Test
    void refusesWhatIsNoMask() {
        BitSet beyond = new BitSet();
        beyond.set(4);
        String message = assertThrows(IllegalArgumentException.class, () -> Mask.of(2, 2, beyond))
                .getMessage();
        assertTrue(message.contains("2 x 2"), message);
        assertThrows(IllegalArgumentException.class, () -> Mask.of(0, 2, new BitSet()));
        assertThrows(IllegalArgumentException.class, () -> block().resize(3, 0));
    }

    @Test
    void aPolygonHoldsThePixelsWhoseCentersAreInside() {
        var block = List.of(new Point(1, 2), new Point(3, 2), new Point(3, 5), new Point(1, 5));
        assertEquals(block(), Mask.ofPolygon(4, 6, block));
        var half = List.of(new Point(0.4, 0), new Point(1.6, 0), new Point(1.6, 9), new Point(0.4, 9));
        assertEquals(
                Optional.of(new CropRegion(0, 0, 2, 3)),
                Mask.ofPolygon(4, 3, half).bounds());
    }

    @Test
    void aPolygonThatCrossesItselfOrTheImageIsCutAsJavaCutsIt() {
        var random = new Random(11);
        for (int corners = 3; corners < 40; corners++) {
            var polygon = Stream.generate(() -> new Point(60 * random.nextDouble() - 10, 50 * random.nextDouble() - 10))
                    .limit(corners)
                    .toList();
            var path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
            path.moveTo(polygon.get(0).x(), polygon.get(0).y());
            polygon.forEach(corner -> path.lineTo(corner.x(), corner.y()));
            path.closePath();
            var mask = Mask.ofPolygon(40, 30, polygon);
            for (int i = 0; i < 40 * 30; i++) {
                assertEquals(
                        path.contains(i % 40 + 0.5, i / 40 + 0.5),
                        mask.contains(i % 40, i / 40),
                        corners + " corners, pixel " + i);
            }
        }
    }

    @Test
    void aPolygonOfTwoCornersOrOfNoNumbersIsRefused() {
        var corner = new Point(1, 1);
        assertThrows(IllegalArgumentException.class, () -> Mask.ofPolygon(4, 4, List.of(corner, corner)));
        var nowhere = new Point(Double.NaN, 1);
        assertThrows(IllegalArgumentException.class, () -> Mask.ofPolygon(4, 4, List.of(corner, corner, nowhere)));
    }
}
