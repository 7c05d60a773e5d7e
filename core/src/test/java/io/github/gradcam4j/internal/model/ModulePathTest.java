package io.github.gradcam4j.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulePathTest {

    private static Node node(String name, Map<String, String> metadata) {
        return new Node(name, "", "Relu", List.of("x"), List.of("y"), Attributes.none(), metadata);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/layer4/layer4.1/conv2/Conv | layer4.1.conv2",
                "/features/features.0/Conv | features.0",
                "/Relu | ''",
                "node_conv2d_19 | ''"
            })
    void ofNames(String name, String path) {
        assertEquals(path, ModulePath.of(node(name, Map.of())));
    }

    /** As torch.onnx.export(..., dynamo=True) writes them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "['', 'layer4', 'layer4.1', 'layer4.1.conv2', 'conv2d_19'] | layer4.1.conv2",
                "[\"\", \"layer4\", \"relu_16\"] | layer4",
                "['', 'add'] | ''",
                "[] | ''",
                "broken | ''"
            })
    void ofNameScopes(String scopes, String path) {
        var metadata = Map.of("pkg.torch.onnx.name_scopes", scopes, "pkg.torch.onnx.class_hierarchy", "['a', 'b']");
        assertEquals(path, ModulePath.of(node("node_conv2d_19", metadata)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ": torchvision.models.resnet.ResNet/layer4: torch.nn.modules.container.Sequential/layer4.1:"
                        + " models.resnet.BasicBlock/layer4.1.conv2: torch.nn.modules.conv.Conv2d/conv2d_19:"
                        + " aten.conv2d.default | layer4.1.conv2",
                ": torchvision.models.resnet.ResNet/add: aten.add.Tensor | ''"
            })
    void ofNamespace(String namespace, String path) {
        assertEquals(path, ModulePath.of(node("node_conv2d_19", Map.of("namespace", namespace))));
    }

    @Test
    void modulesFromTheOutside() {
        var node = node("n", Map.of("pkg.torch.onnx.name_scopes", "['', 'layer4', 'layer4.1', 'relu']"));
        assertEquals(List.of("layer4", "layer4.1"), ModulePath.modules(node));
    }
}
