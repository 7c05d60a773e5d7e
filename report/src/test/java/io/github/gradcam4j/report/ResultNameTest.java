package io.github.gradcam4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultNameTest {

    private static final ResultName NAME = new ResultName("net", "layer4", "gradcam", 345, List.of());

    @Test
    void namesTheClassesByIndex() {
        assertEquals("cow.net.layer4.gradcam.345.png", NAME.file("cow", ResultFormat.PNG));
        assertEquals(
                "my cow.net.layer4.gradcam.345-vs-7.figure.png",
                new ResultName("net", "layer4", "gradcam", 345, versus(7)).file("my cow", ResultFormat.FIGURE));
        assertEquals(
                "cow.net.layer4.gradcam.345-vs-7-12-0.png",
                new ResultName("net", "layer4", "gradcam", 345, versus(7, 12, 0)).file("cow", ResultFormat.PNG));
    }

    private static List<VersusJson.Contrast> versus(int... classes) {
        return Arrays.stream(classes)
                .mapToObj(c -> new VersusJson.Contrast(c, "class " + c, 1.0 / classes.length))
                .toList();
    }

    /** Equal weights are the same as none. */
    @Test
    void differentWeightsAreInTheName() {
        assertWeights("0-vs-1x0.75-2x0.25", 3, 1);
        assertWeights("0-vs-1x0.75-2x0.25", 0.75, 0.25);
        assertWeights("0-vs-1x0.666667-2x0.333333", 2, 1);
        assertWeights("0-vs-1x1-2x0", 1, 1e-300);
        assertWeights("0-vs-1-2", 5, 5);
        assertWeights("0-vs-1-2-3", 0.1, 0.1, 0.1);
    }

    private static void assertWeights(String classes, double... weights) {
        var target = Target.of(0)
                .versus(IntStream.rangeClosed(1, weights.length).toArray())
                .withVersusWeights(weights);
        var contrasts = IntStream.range(0, weights.length)
                .mapToObj(i -> new VersusJson.Contrast(
                        i + 1, "class", target.versus().get(i).weight()))
                .toList();
        String file = new ResultName("net", "layer4", "gradcam", 0, contrasts).file("cow", ResultFormat.PNG);
        assertEquals("cow.net.layer4.gradcam." + classes + ".png", file);
        assertTrue(ResultName.matches(file), file);
        assertClasses(classes, target, true);
        boolean equal = !classes.contains("x");
        assertClasses(
                classes,
                Target.of(0)
                        .versus(target.versus().stream()
                                .mapToInt(c -> ((Target.Choice.Index) c.choice()).index())
                                .toArray()),
                equal);
        assertClasses(classes.replace("0.75", "0175"), target, equal || !classes.contains("0.75"));
    }

    @Test
    void tensorNamesBecomeFileNames() {
        assertEquals("model_layer4_Relu_output_0", ResultName.sanitized("/model/layer4/Relu_output:0"));
        assertEquals("mean_of_a_b", ResultName.sanitized("mean of a, b"));
        assertEquals("_", ResultName.sanitized("../"));
        assertEquals("a_b_c_d_", ResultName.sanitized("a\nb\0c\u001b\u202ed\u0085"));
        String one = ResultName.sanitized("L".repeat(400) + "1/Relu");
        String other = ResultName.sanitized("L".repeat(401) + "1/Relu");
        assertTrue(one.matches("L{50}_[0-9a-f]{8}_L{19}1_Relu"), one);
        assertNotEquals(one, other);
        assertEquals(
                "a.n_t.l_1.gradcam.0.npy",
                new ResultName("n:t", "/l/1", "gradcam", 0, List.of()).file("a", ResultFormat.NPY));
    }

    @ParameterizedTest
    @EnumSource(ResultFormat.class)
    void aResultOfAnyFormatIsRecognized(ResultFormat format) {
        for (var method : Methods.all()) {
            var name = new ResultName("resnet50", "layer4", method.id(), 345, List.of());
            assertTrue(ResultName.matches(name.file("cow", format)), name.file("cow", format));
            var versus = new ResultName("resnet50", "mean of a, b", method.id(), 345, versus(7));
            assertTrue(ResultName.matches(versus.file("cow", format)), versus.file("cow", format));
            var several = new ResultName("resnet50", "layer4", method.id(), 345, versus(7, 12, 0));
            assertTrue(ResultName.matches(several.file("cow", format)), several.file("cow", format));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cow.jpg",
                "cow.gradcam.345.png",
                "a.b.c.lime.345.png",
                "a.b.c.gradcam.345.webp",
                "a.b.c.gradcam.ox.png",
                "a.b.c.gradcam.345-7.png",
                "a.b.c.gradcam.345-vs-7-.png"
            })
    void anotherFileIsNoResult(String file) {
        assertFalse(ResultName.matches(file));
    }

    @Test
    void theTitleNamesAllClasses() {
        assertEquals("ox", ResultName.title("ox", List.of()));
        assertEquals("ox versus bison", ResultName.title("ox", contrasts(1)));
        assertEquals("ox versus bison and zebra", ResultName.title("ox", contrasts(0.5, 0.5)));
        assertEquals("ox versus bison, zebra and ram", ResultName.title("ox", contrasts(1 / 3.0, 1 / 3.0, 1 / 3.0)));
        assertEquals("ox versus bison (0.75) and zebra (0.25)", ResultName.title("ox", contrasts(0.75, 0.25)));
    }

    private static List<VersusJson.Contrast> contrasts(double... weights) {
        var labels = List.of("bison", "zebra", "ram");
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new VersusJson.Contrast(i, labels.get(i), weights[i]))
                .toList();
    }

    @Test
    void thePatternOfATargetMatchesTheNamesOfItsResults() {
        assertClasses("345", Target.of(345), true);
        assertClasses("34", Target.of(345), false);
        assertClasses("345", Target.top(1), true);
        assertClasses("345-vs-7", Target.top(1), false);
        assertClasses("345-vs-7", Target.top(1).versus(7), true);
        assertClasses("345-vs-8", Target.top(1).versus(7), false);
        assertClasses("345-vs-8", Target.of(345).versus(Target.top(2)), true);
        assertClasses("345-vs-0-1", Target.of(345).versus(0, 1), true);
    }

    private static void assertClasses(String classes, Target target, boolean match) {
        assertEquals(match, ResultName.classes(target).matcher(classes).matches(), classes + " " + target);
    }

    @Test
    void aNameWithALineFeedIsAResultToo() {
        assertTrue(ResultName.matches(NAME.file("a\nb", ResultFormat.PNG)));
    }
}
