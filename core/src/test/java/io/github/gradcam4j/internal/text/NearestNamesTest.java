package io.github.gradcam4j.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {

    private static final List<String> LAYERS = List.of("layer4.2", "layer1", "layer2", "layer3", "input", "fc");

    @Test
    void theFewestEditsComeFirst() {
        assertEquals(List.of("layer1", "layer2", "layer3", "layer4.2"), NearestNames.of("layer", LAYERS, 4));
        assertEquals(List.of("input"), NearestNames.of("imput", LAYERS, 1));
    }

    @Test
    void namesAtTheSameDistanceKeepTheirOrder() {
        assertEquals(List.of("layer1", "layer2", "layer3"), NearestNames.of("layer9", LAYERS, 3));
        assertEquals(List.of("b", "a"), NearestNames.of("c", List.of("b", "a"), 2));
    }

    @Test
    void caseIsIgnored() {
        assertEquals(List.of("ResNet50", "vgg16"), NearestNames.of("RESNET50", List.of("vgg16", "ResNet50"), 9));
    }

    @Test
    void nothingKnownGivesNoSuggestion() {
        assertEquals(List.of(), NearestNames.of("x", List.of(), 3));
        assertEquals(List.of(), NearestNames.of("x", LAYERS, 0));
    }
}
