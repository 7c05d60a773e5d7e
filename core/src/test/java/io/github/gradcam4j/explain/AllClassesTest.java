package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The maps of all classes are equal to the maps of single classes, for all layouts and heads. */
class AllClassesTest {

    /** Sums of a few products in float32. */
    private static final float TOLERANCE = 1e-5f;

    @TempDir
    Path folder;

    /** Opens a tiny model. */
    private interface Opening {
        Explainer in(Path folder) throws IOException;
    }

    private final List<Opening> linear =
            List.of(TinyModels::linear, TinyModels::linearOneByOne, TinyModels::channelsLast, TinyModels::tokens);

    private static Explanation explain(Explainer explainer, AttributionMethod method) {
        var image =
                explainer.model().preprocessing().shape()[1] == 3 ? TinyModels.input() : TinyModels.inputChannelsLast();
        return explainer.explain(image, ExplainRequest.of(Target.top(1)).withMethod(method));
    }

    private static void assertAsOneByOne(Explanation explanation) {
        var maps = explanation.allClasses();
        assertEquals(2, maps.size());
        assertArrayEquals(new long[] {2, 2, 2}, maps.tensor().shape());
        for (int c = 0; c < maps.size(); c++) {
            var alone = explanation.forTarget(Target.of(c)).map();
            assertArrayEquals(alone.values(), maps.of(c).values(), TOLERANCE);
            assertEquals(maps.of(c).at(1, 0), maps.tensor().floats().get(4 * c + 2));
        }
    }

    @Test
    void linearHeadsOfEveryLayout() throws IOException {
        for (var opening : linear) {
            try (var explainer = opening.in(folder)) {
                var explanation = explain(explainer, Methods.GRAD_CAM);
                assertTrue(explanation.context().model().hasLinearHead());
                assertAsOneByOne(explanation);
                assertArrayEquals(
                        new float[] {0, 0, 2, 0}, explanation.allClasses().of(1).values(), TOLERANCE);
            }
        }
    }

    @Test
    void headsThatAreNotLinear() throws IOException {
        for (Opening opening : List.<Opening>of(TinyModels::squares, TinyModels::deep)) {
            try (var explainer = opening.in(folder)) {
                assertAsOneByOne(explain(explainer, Methods.GRAD_CAM));
                assertAsOneByOne(explain(explainer, Methods.LAYER_CAM));
            }
        }
    }

    @Test
    void headsThatAreLinearForOneImageButDifferFromImageToImage() throws IOException {
        var other = Tensor.of(new float[] {0, 1, 5, 3, 2, 0, -1, 1, 3, -2, 0, 4}, 1, 3, 2, 2);
        for (Opening opening : List.<Opening>of(TinyModels::gated, TinyModels::brightestRow)) {
            try (var explainer = opening.in(folder)) {
                assertAsOneByOne(explain(explainer, Methods.GRAD_CAM));
                assertAsOneByOne(explainer.explain(other, ExplainRequest.of(Target.top(1))));
            }
        }
    }

    @Test
    void otherMethodsBehindALinearHead() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            assertAsOneByOne(explain(explainer, Methods.HIRES_CAM));
            assertAsOneByOne(explain(explainer, Methods.GRAD_CAM_PLUS_PLUS));
        }
    }

    @Test
    void probabilitiesAreNotLinear() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            assertAsOneByOne(explainer.explain(
                    TinyModels.input(), ExplainRequest.of(Target.of(0)).withScoreType(ScoreType.PROBABILITY)));
        }
    }

    @Test
    void progressAndCancelling() throws IOException {
        try (var explainer = TinyModels.squares(folder)) {
            var heard = new ArrayList<Integer>();
            var request = ExplainRequest.of(Target.of(0)).withProgress((done, total) -> heard.add(done));
            var explanation = explainer.explain(TinyModels.input(), request);
            explanation.allClasses();
            assertEquals(List.of(0, 1, 2), heard);
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, explanation::allClasses);
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void thereIsNoSuchClass() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var maps = explain(explainer, Methods.GRAD_CAM).allClasses();
            assertThrows(IndexOutOfBoundsException.class, () -> maps.of(2));
        }
    }

    /** At the image itself the gradient is that of the input: nothing is run before it. */
    @Test
    void theInputIsALayer() throws IOException {
        try (var explainer = TinyModels.deep(folder)) {
            var request = ExplainRequest.of(Target.of(0)).withLayer("input");
            var atInput = explainer.explain(TinyModels.input(), request.withMethod(Methods.HIRES_CAM));
            assertEquals("input", atInput.layer().name());
            assertArrayEquals(new long[] {3, 2, 2}, atInput.layer().shape());
            assertArrayEquals(TinyModels.IMAGE, atInput.context().activations().values());
            var model = atInput.context().model();
            assertArrayEquals(
                    model.inputGradient(model.input()).values(),
                    atInput.context().gradient().values(),
                    TOLERANCE);
            assertEquals("input", explainer.layer("x").name());
        }
    }
}
