package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with more inputs than the image: the mean of three channels is multiplied by a value that depends on them. */
class FurtherInputsTest {

    private final GraphBuilder g = GraphBuilder.opset(18);

    private Model model(String factor) {
        String features = g.node("features", "Relu", List.of("x"));
        String pooled = g.node("pooled", "GlobalAveragePool", List.of(features));
        String flat = g.node("flat", "Flatten", List.of(pooled));
        g.output(g.node("logits", "Mul", List.of(flat, factor)));
        return Model.of(ModelSource.of("net", g.build())).withLayer("features");
    }

    private String image() {
        return g.input("x", ElementType.FLOAT, "N", 3, 2, 2);
    }

    private static double logit(Explainer explainer) {
        var ones = Tensor.of(new float[] {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, 1, 3, 2, 2);
        var explanation = explainer.explain(ones, ExplainRequest.of(Target.of(1)));
        assertEquals(
                explainer.classify(ones).of(1).logit(), explanation.target().logit(), 1e-6);
        return explanation.target().logit();
    }

    private static Optional<String> listed(Explainer explainer, String input) {
        return explainer.settings().list().stream()
                .filter(setting -> setting.name().equals("input " + input))
                .map(setting -> setting.value() + " " + setting.from())
                .findFirst();
    }

    /** 2 while the phase is 0, else 5; as a branch of the graph or a product. */
    private String phase(String name, ElementType type, Object... dims) {
        g.input(name, type, dims);
        String number = g.node("number", "Cast", List.of(name), Attributes.of("to", ElementType.FLOAT.code()));
        String flat = g.node("one", "Reshape", List.of(number, g.vector(1)));
        return g.node("factor", "Add", List.of(g.node("more", "Mul", List.of(flat, g.scalar(3))), g.scalar(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "keras_learning_phase, BOOL",
        "is_training,          INT32",
        "flag,                 INT64",
        "phase_train,          FLOAT",
        "dropout_rate,         DOUBLE"
    })
    void aSwitchIsZeroAndThatIsSaid(String name, ElementType type) throws IOException {
        image();
        var model = model(phase(name, type));
        try (var explainer = Explainer.open(model)) {
            assertEquals(4, logit(explainer));
            assertEquals(Optional.of("0 assumed"), listed(explainer, name));
            try (var again = Explainer.open(explainer.model())) {
                assertEquals(Optional.of("0 assumed"), listed(again, name));
            }
        }
    }

    @Test
    void aConstantReplacesTheAssumption() throws IOException {
        image();
        var model = model(phase("learning_phase", ElementType.BOOL, 1))
                .withConstants(List.of(Constant.integers("learning_phase", new long[] {1})));
        try (var explainer = Explainer.open(model)) {
            assertEquals(10, logit(explainer));
            assertEquals(Optional.of("1 program"), listed(explainer, "learning_phase"));
        }
    }

    /** A value per image is repeated for the batches of methods that run many images at once. */
    @Test
    void aConstantOfOneImageIsRepeatedForABatch() throws IOException {
        image();
        g.input("weights", ElementType.FLOAT, "N", 3);
        var model = model("weights").withConstants(List.of(Constant.floats("weights", new float[] {1, 0.5f, 4}, 3)));
        try (var explainer = Explainer.open(model)) {
            assertEquals(1, logit(explainer));
            var ones = Tensor.of(new float[] {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, 1, 3, 2, 2);
            var request = ExplainRequest.of(Target.of(1)).withMethod(Methods.SMOOTH_GRAD);
            assertEquals(0.125, explainer.explain(ones, request).map().at(0, 0), 1e-6);
        }
    }

    @Test
    void oneNumberFillsTheShape() throws IOException {
        image();
        g.input("weights", ElementType.FLOAT, 1, 3);
        var model = model("weights").withConstants(List.of(Constant.integers("weights", new long[] {7})));
        try (var explainer = Explainer.open(model)) {
            assertEquals(14, logit(explainer));
        }
    }

    @Test
    void anInputWithoutAValueIsRefusedWithTheKeyOfTheCard() {
        image();
        g.input("keep_prob", ElementType.FLOAT);
        g.input("text", ElementType.INT64, "N", 77);
        String text = g.node("t", "Cast", List.of("text"), Attributes.of("to", 1));
        String sum = g.node("sum", "ReduceSum", List.of(text), Attributes.of("keepdims", 0));
        var model = model(g.node("factor", "Mul", List.of(sum, "keep_prob")));
        assertMessage(
                InvalidModelException.class,
                "model net needs more than an image: keep_prob FLOAT[], text INT64[N, 77]. Give values in its card:"
                        + " \"constants\": {\"keep_prob\": ..., \"text\": ...}",
                () -> Explainer.open(model));
    }

    @Test
    void anInputThatNothingDependsOnNeedsNoValue() throws IOException {
        image();
        g.input("unused", ElementType.FLOAT, "N", 10);
        g.input("other", ElementType.FLOAT, "N", 3, 2, 2);
        g.input("text", ElementType.STRING, 1);
        var model = model(g.scalar(3));
        try (var explainer = Explainer.open(model)) {
            assertEquals(6, logit(explainer));
        }
        var constants = List.of(Constant.integers("unused", new long[] {1}));
        Explainer.open(model.withConstants(constants)).close();
    }

    @Test
    void ofTwoImagesNoneIsChosen() {
        image();
        g.input("y", ElementType.FLOAT, "N", 3, 2, 2);
        String other = g.node("other", "Flatten", List.of(g.node("p", "GlobalAveragePool", List.of("y"))));
        var model = model(other);
        assertMessage(
                InvalidModelException.class,
                "model net has several inputs for an image: [x FLOAT[N, 3, 2, 2], y FLOAT[N, 3, 2, 2]]. Give all but"
                        + " one a value in the model's card: \"constants\": {\"y\": ...}",
                () -> Explainer.open(model));
    }

    @Test
    void aSecondImageMayBeAConstant() throws IOException {
        g.input("y", ElementType.FLOAT, "N", 3, 2, 2);
        image();
        String other = g.node("other", "Flatten", List.of(g.node("p", "GlobalAveragePool", List.of("y"))));
        var model = model(other).withConstants(List.of(Constant.integers("y", new long[] {2})));
        try (var explainer = Explainer.open(model)) {
            assertEquals(4, logit(explainer));
        }
    }

    @Test
    void theInputOfNumbersIsTheImageNotAMask() throws IOException {
        g.input("mask", ElementType.BOOL, 1, 1, 1, 1);
        image();
        String number = g.node("number", "Cast", List.of("mask"), Attributes.of("to", 1));
        String flat = g.node("m", "Flatten", List.of(number));
        try (var explainer = Explainer.open(model(g.node("factor", "Add", List.of(flat, g.scalar(1)))))) {
            assertEquals(2, logit(explainer));
        }
    }

    @Test
    void constantsThatDoNotFitAreRefused() {
        image();
        var model = model(phase("learning_phase", ElementType.BOOL));
        assertMessage(
                IllegalArgumentException.class,
                "the constant learning_phase does not fit the input learning_phase BOOL[]: 2.0 is not a value",
                () -> Explainer.open(
                        model.withConstants(List.of(Constant.integers("learning_phase", new long[] {2})))));
        assertMessage(
                IllegalArgumentException.class,
                "its shape is [2]",
                () -> Explainer.open(
                        model.withConstants(List.of(Constant.integers("learning_phase", new long[] {0, 0}, 2)))));
        assertMessage(
                IllegalArgumentException.class,
                "the constants of model net are for the inputs [phase], but its inputs beside the image are"
                        + " [learning_phase BOOL[]]",
                () -> Explainer.open(model.withConstants(List.of(Constant.integers("phase", new long[] {0})))));
    }

    private static void assertMessage(Class<? extends Exception> type, String part, Executable call) {
        var message = assertThrows(type, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
