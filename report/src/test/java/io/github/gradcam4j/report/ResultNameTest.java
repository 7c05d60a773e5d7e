package io.github.gradcam4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.method.Methods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultNameTest {

    private static final ResultName NAME = new ResultName("net", "layer4", "gradcam", 345, null);

    @Test
    void namesTheClassesByIndex() {
        assertEquals("cow.net.layer4.gradcam.345.png", NAME.file("cow", ResultFormat.PNG));
        assertEquals(
                "my cow.net.layer4.gradcam.345-vs-7.figure.png",
                new ResultName("net", "layer4", "gradcam", 345, 7).file("my cow", ResultFormat.FIGURE));
    }

    @Test
    void tensorNamesBecomeFileNames() {
        assertEquals("model_layer4_Relu_output_0", ResultName.sanitized("/model/layer4/Relu_output:0"));
        assertEquals("mean_of_a_b", ResultName.sanitized("mean of a, b"));
        assertEquals("_", ResultName.sanitized("../"));
        assertEquals(
                "a.n_t.l_1.gradcam.0.npy",
                new ResultName("n:t", "/l/1", "gradcam", 0, null).file("a", ResultFormat.NPY));
    }

    @ParameterizedTest
    @EnumSource(ResultFormat.class)
    void aResultOfAnyFormatIsRecognized(ResultFormat format) {
        for (var method : Methods.all()) {
            var name = new ResultName("resnet50", "layer4", method.id(), 345, null);
            assertTrue(ResultName.matches(name.file("cow", format)), name.file("cow", format));
            var versus = new ResultName("resnet50", "mean of a, b", method.id(), 345, 7);
            assertTrue(ResultName.matches(versus.file("cow", format)), versus.file("cow", format));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cow.jpg",
                "cow.gradcam.345.png",
                "a.b.c.lime.345.png",
                "a.b.c.gradcam.345.webp",
                "a.b.c.gradcam.ox.png"
            })
    void anotherFileIsNoResult(String file) {
        assertFalse(ResultName.matches(file));
    }

    @Test
    void theTitleNamesBothClasses() {
        assertEquals("ox", ResultName.title("ox", null));
        assertEquals("ox versus bison", ResultName.title("ox", "bison"));
    }
}
