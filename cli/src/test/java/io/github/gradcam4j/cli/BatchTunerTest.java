package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class BatchTunerTest {

    private static final double MILLI = 1e6;
    private static final String RATES = "images per second by batch size: ";

    private final List<String> log = new ArrayList<>();

    /** Runs a folder and returns the sizes of its batches. */
    private List<Integer> run(BatchSize size, int images, Image image, IntToDoubleFunction millisOfBatch) {
        var tuner = BatchTuner.of(size, images, log::add);
        var sizes = new ArrayList<Integer>();
        for (int left = images; left > 0; left -= sizes.get(sizes.size() - 1)) {
            int next = Math.min(left, tuner.next());
            sizes.add(next);
            tuner.ran(Collections.nCopies(next, image), (long) (MILLI * millisOfBatch.applyAsDouble(next)));
        }
        return sizes;
    }

    private static Image image(int width, int height) {
        return Image.fromBufferedImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private static int last(List<Integer> sizes) {
        // The last batch has what is left.
        return sizes.get(sizes.size() - 2);
    }

    @Test
    void theFastestSizeIsChosen() {
        assertEquals(8, last(run(BatchSize.AUTO, 200, image(10, 10), n -> 10 + n)));
        assertEquals(4, last(run(BatchSize.AUTO, 200, image(10, 10), n -> n <= 4 ? 10 + n : 20 * n)));
        assertEquals(
                List.of(
                        RATES + "1: 90.9, 2: 166.7, 4: 285.7, 8: 444.4; from here on 8 at once",
                        RATES + "1: 90.9, 2: 166.7, 4: 285.7, 8: 50.0; from here on 4 at once"),
                log);
    }

    @Test
    void aGainWithinTheNoiseIsNone() {
        assertEquals(1, last(run(BatchSize.AUTO, 200, image(10, 10), n -> n == 1 ? 10 : 9.2 * n)));
        assertEquals(1, last(run(BatchSize.AUTO, 200, image(10, 10), n -> 10 * n)));
    }

    /** A size's first run includes what the session prepares. One disturbed round does not change the choice. */
    @Test
    void firstRunsAndOneDisturbedRoundDoNotCount() {
        var runs = new int[9];
        assertEquals(8, last(run(BatchSize.AUTO, 200, image(10, 10), n -> {
            int run = runs[n]++;
            return run == 0 ? 5000 : n == 8 && run == 2 ? 900 : 10 + n;
        })));
    }

    @Test
    void aSmallFolderIsNotMeasured() {
        var sizes = run(BatchSize.AUTO, BatchTuner.FEWEST_IMAGES - 1, image(10, 10), n -> 10 + n);
        assertEquals(Collections.nCopies(BatchTuner.FEWEST_IMAGES - 1, 1), sizes);
        assertEquals(List.of(), log);
    }

    /** A photograph of 12 megapixels fills 36 of the 48 MB that the decoded images of a batch may have. */
    @Test
    void largeImagesRunInSmallBatches() {
        var largest = run(BatchSize.AUTO, 200, image(4000, 3000), n -> 10 + n);
        assertEquals(Collections.nCopies(200, 1), largest);
        var large = run(BatchSize.AUTO, 200, image(2500, 2000), n -> 10 + n);
        assertEquals(2, last(large));
        assertTrue(large.stream().noneMatch(n -> n > 3), large.toString());
    }

    @Test
    void aFixedSizeIsKept() {
        assertEquals(List.of(3, 3, 1), run(BatchSize.parse("3"), 7, image(4000, 3000), n -> 10 * n * n));
        assertEquals(List.of(), log);
    }

    @Test
    void aSizeIsAutoOrANumber() {
        assertEquals(OptionalInt.empty(), BatchSize.parse("auto").number());
        assertEquals(OptionalInt.of(32), BatchSize.parse("32").number());
        for (String wrong : List.of("0", "33", "-1", "many", "", "1e1", "99999999999")) {
            assertThrows(IllegalArgumentException.class, () -> BatchSize.parse(wrong));
        }
    }
}
