package io.github.gradcam4j.internal.spatial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.FeatureLayout.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts of maps, which are found again from their placements. */
class LayoutsTest {

    private static Optional<FeatureLayout> found(FeatureLayout layout, int... shape) {
        return Layouts.layout(Layouts.placement(layout, shape), shape, shape[0]);
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "1, 2", "20000, 5000"})
    void mapsOfAnySizeInTheirOrder(int height, int width) {
        var nchw = FeatureLayout.of(Kind.NCHW, 64, height, width);
        assertEquals(Optional.of(nchw), found(nchw, 1, 64, height, width));
        var nhwc = FeatureLayout.of(Kind.NHWC, 64, height, width);
        assertEquals(Optional.of(nhwc), found(nhwc, 1, height, width, 64));
    }

    @Test
    void orderedMapsHaveThePlacementOfTheirElements() {
        var order = IntStream.range(0, 12).toArray();
        var shape = new int[] {2, 5, 3, 4};
        var layout = FeatureLayout.of(Kind.NCHW, 5, 3, 4);
        var placement = Layouts.placement(layout, shape);
        assertEquals(Spans.regular(shape, 2, 0, 1), placement.rows());
        assertEquals(Spans.regular(shape, 3, 0, 1), placement.columns());
        assertEquals(layout, FeatureLayout.of(Kind.NCHW, 5, 3, 4, 12, order));
    }

    @Test
    void mapsInAnotherOrderAndWithTokensOfNoPosition() {
        var reversed = IntStream.range(0, 12).map(p -> 11 - p).toArray();
        var turned = FeatureLayout.of(Kind.TOKENS, 5, 3, 4, 12, reversed);
        assertEquals(Optional.of(turned), found(turned, 2, 12, 5));
        var tokens = FeatureLayout.tokens(5, 3, 4, 1, 13);
        assertEquals(Optional.of(tokens), found(tokens, 2, 13, 5));
        var transposed = Arrays.stream(reversed).map(p -> p / 4 + p % 4 * 3).toArray();
        var columns = FeatureLayout.of(Kind.NCHW, 5, 3, 4, 12, transposed);
        assertEquals(Optional.of(columns), found(columns, 1, 5, 12, 1));
    }
}
