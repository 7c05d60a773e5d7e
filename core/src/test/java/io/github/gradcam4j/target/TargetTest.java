package io.github.gradcam4j.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.target.Target.Choice;
import io.github.gradcam4j.target.Target.Contrast;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The classes that a target is compared with, and their weights. */
class TargetTest {

    private static final Labels LABELS = Labels.of(List.of("ox", "bison", "zebra", "cow"));

    /** Cow, ox, zebra, bison from the highest score to the lowest. */
    private static final Predictions PREDICTIONS =
            new Predictions(LABELS, new float[] {2, -1, 1, 3}, Activation.SOFTMAX);

    private static List<Double> weights(Target target) {
        return target.versus().stream().map(Contrast::weight).toList();
    }

    private static void assertRefused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }

    @Test
    void severalClassesHaveEqualWeights() {
        assertEquals(List.of(), Target.of("ox").versus());
        assertEquals(List.of(1.0), weights(Target.of("ox").versus("bison")));
        assertEquals(List.of(0.5, 0.5), weights(Target.of("ox").versus("bison", "cow")));
        assertEquals(
                Target.of("ox").versus("bison", "top2"),
                Target.of("ox").versus("bison").versus(Target.top(2)));
        assertEquals(
                Target.of(0).versus(1, 2, 3), Target.of(0).versus(1).versus(2).versus(3));
        assertEquals(Target.of(0), Target.of(0).versus(new Target[0]));
    }

    @Test
    void weightsAreDividedByTheirSum() {
        var target = Target.of(0).versus(1, 2).withVersusWeights(3, 1);
        assertEquals(List.of(0.75, 0.25), weights(target));
        assertEquals(List.of(new Choice.Index(1), new Choice.Index(2)), choices(target));
        assertEquals(List.of(0.25, 0.75), weights(target.withVersusWeights(1, 3)));
        assertEquals(List.of(1.0), weights(Target.of(0).versus(1).withVersusWeights(7)));
        var thirds = Target.of("ox").versus("bison", "zebra", "cow").withVersusWeights(0.1, 0.7, 0.3);
        assertEquals(weights(thirds), weights(thirds.resolve(LABELS)), "a copy has the same weights");
    }

    private static List<Choice> choices(Target target) {
        return target.versus().stream().map(Contrast::choice).toList();
    }

    @Test
    void wrongWeightsAreRefused() {
        var target = Target.of(0).versus(1, 2);
        String number = "the number of weights is %d, that of classes in versus %d; give one weight for each class";
        assertRefused(number.replaceFirst("%d", "1").replaceFirst("%d", "2"), () -> target.withVersusWeights(1));
        assertRefused(
                number.replaceFirst("%d", "1").replaceFirst("%d", "0"),
                () -> Target.of(0).withVersusWeights(1));
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(
                    "the weight " + wrong + " of a class in versus is not a finite number above 0",
                    () -> target.withVersusWeights(1, wrong));
        }
        var weighted = target.withVersusWeights(1, 2);
        assertThrows(IllegalStateException.class, () -> weighted.versus(3));
        assertEquals(target.versus(3), target.withVersusWeights(2, 2).versus(3), "equal weights stay equal");
    }

    @Test
    void aClassIsGivenOnce() {
        assertRefused(
                "class 1 is the target and is in versus as well; compare the target with another class",
                () -> Target.of(1).versus(1));
        assertRefused(
                "top2 is in versus twice; give each class once",
                () -> Target.of(1).versus("top2", "top2"));
        assertRefused(
                "'cow' is in versus twice; give each class once",
                () -> Target.of(1).versus("cow").versus("cow"));
        assertRefused(
                "'ox' is compared with classes of its own; give it to versus without them",
                () -> Target.of(1).versus(Target.of("ox").versus("cow")));
    }

    @Test
    void namesAndRanksThatAreTheSameClass() {
        assertRefused(
                "class 0 (ox) is the target and is in versus as well; compare the target with another class",
                () -> Target.of("ox").versus("OX").resolve(LABELS));
        var cows = Target.top(1).versus("cow", "ox");
        assertEquals(new Choice.Rank(1), cows.resolve(LABELS).choice(), "the scores are not known yet");
        assertRefused(
                "class 3 (cow) is the target and is in versus as well; compare the target with another class",
                () -> cows.resolve(PREDICTIONS));
        assertRefused(
                "class 0 (ox) is in versus twice; give each class once",
                () -> Target.of("zebra").versus("ox", "top2").resolve(PREDICTIONS));
    }

    @Test
    void ranksBecomeClasses() {
        var target = Target.top(1).versus("top2", "bison").withVersusWeights(1, 3);
        assertEquals(Target.of(3).versus(0, 1).withVersusWeights(1, 3), target.resolve(PREDICTIONS));
        assertRefused(
                "there is no top5: the model has 4 classes",
                () -> Target.of("ox").versus("bison", "top5").resolve(PREDICTIONS));
        assertRefused(
                "there is no class 4: the model has 4, 0 to 3",
                () -> Target.of("ox").versus(1, 4).resolve(LABELS));
    }
}
