package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every family of networks of torchvision, with random weights, at the layer {@code auto} and at an earlier one.
 * {@code .ci/torchvision/families.py} exports them and computes the right logits and maps in float64.
 */
@EnabledIfSystemProperty(
        named = "gradcam.slow",
        matches = "true",
        disabledReason = "skipped: takes ten minutes (-Dgradcam.slow=true runs it)")
class TorchvisionTest {

    /** Debian's, whose packages .ci/long installs. */
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTorchvision() throws Exception {
        var python = Path.of(PYTHON);
        boolean present = Files.isExecutable(python)
                && Program.run(Path.of("."), PYTHON, "-c", "import torchvision, onnx")
                                .code()
                        == 0;
        assumeTrue(present, "skipped: " + PYTHON + " has no torchvision (apt-get install python3-torchvision)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alexnet",
                "convnext_tiny",
                "densenet121",
                "efficientnet_b0",
                "efficientnet_v2_s",
                "googlenet",
                "inception_v3",
                "mnasnet0_5",
                "mobilenet_v2",
                "mobilenet_v3_large",
                "regnet_y_400mf",
                "resnet18",
                "resnext50_32x4d",
                "shufflenet_v2_x1_0",
                "squeezenet1_1",
                "swin_t",
                "vgg11_bn",
                "vit_b_16",
                "wide_resnet50_2"
            })
    void logitsAndMaps(String network) throws IOException, InterruptedException {
        var generator = Path.of(System.getProperty("gradcam.root"), ".ci", "torchvision", "families.py");
        var made = Program.run(folder, PYTHON, generator.toString(), folder.toString(), network);
        assertEquals(0, made.code(), made.err());
        for (var reference : ReferenceCase.read(folder)) {
            assertEquals("", reference.problem(folder.resolve("results")), reference.name());
        }
    }
}
