package io.github.gradcam4j.samples.scene;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.samples.scene.Scene.Group;
import io.github.gradcam4j.target.Prediction;
import io.github.gradcam4j.target.Predictions;
import io.github.gradcam4j.zoo.RealModels;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The predictions of the real ResNet-50 of 2015 for the scenes. */
class RecognitionTest {
    /** The scenes whose background misleads the model, with an upper bound of the object's probability. */
    private static final Map<String, Double> MISLEADING =
            Map.of("traffic-light-night", 0.1, "ladybug-bricks", 0.1, "orange-sand", 0.3, "orange-clay", 0.1);

    private static final int PING_PONG_BALL = 722;
    private static final int BIRDHOUSE = 448;

    private static Explainer explainer;
    private static Map<Scene, Predictions> seen;

    @BeforeAll
    static void classifyAll() throws IOException, InterruptedException {
        explainer = Explainer.open(RealModels.msra());
        seen = new LinkedHashMap<>();
        Scenes.all()
                .forEach(scene ->
                        seen.put(scene, explainer.classify(scene.draw(224, 224).image())));
    }

    @AfterAll
    static void close() {
        if (explainer != null) {
            explainer.close();
        }
    }

    @Test
    void mostScenesAreRecognized(TestReporter reporter) {
        seen.forEach((scene, predictions) -> reporter.publishEntry(scene.id(), summary(scene, predictions)));
        long recognized = seen.entrySet().stream()
                .filter(entry -> entry.getValue().ranked(1) == entry.getKey().classIndex())
                .count();
        assertTrue(recognized >= 40, "recognized " + recognized + " of " + seen.size());
    }

    private static String summary(Scene scene, Predictions predictions) {
        Prediction first = predictions.top(1).get(0);
        Prediction own = predictions.of(scene.classIndex());
        String result = first.index() == own.index()
                ? "recognized"
                : "recognized as class %d with %.2f".formatted(first.index(), first.probability());
        return "%.2f, %s".formatted(own.probability(), result);
    }

    @Test
    void allOthersAreRecognized() {
        assertAll(seen.entrySet().stream()
                .filter(entry -> !MISLEADING.containsKey(entry.getKey().id()))
                .map(entry -> () -> {
                    Scene scene = entry.getKey();
                    Predictions predictions = entry.getValue();
                    assertEquals(scene.classIndex(), predictions.ranked(1), scene.id());
                    double probability = predictions.of(scene.classIndex()).probability();
                    assertTrue(probability > 0.4, scene.id() + " " + probability);
                }));
    }

    @Test
    void misleadingBackgroundsMislead() {
        assertAll(MISLEADING.entrySet().stream().map(entry -> () -> {
            Scene scene = Scenes.byName(entry.getKey());
            double probability = seen.get(scene).of(scene.classIndex()).probability();
            assertTrue(probability < entry.getValue(), scene.id() + " " + probability);
        }));
        assertEquals(BIRDHOUSE, seen.get(Scenes.byName("ladybug-bricks")).ranked(1));
        assertEquals(PING_PONG_BALL, seen.get(Scenes.byName("orange-clay")).ranked(1));
    }

    /** No background alone is recognized as the object: it is the combination that misleads. */
    @Test
    void backgroundsAloneAreNotTheObject() {
        for (Scene scene : Scenes.of(Group.SPURIOUS)) {
            Predictions background = explainer.classify(scene.background(224, 224));
            double probability = background.of(scene.classIndex()).probability();
            assertTrue(probability < 0.1, scene.id() + " " + probability);
        }
    }
}
