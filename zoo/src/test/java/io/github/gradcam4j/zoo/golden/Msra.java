package io.github.gradcam4j.zoo.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.cam.Activation;
import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real ResNet-50 of 2015 with ImageNet's weights, where it has been pulled. */
final class Msra {

    private Msra() {}

    /** Skips the running test, with a message, where the model is not on this machine. */
    static Model model() {
        var onnx = onnx();
        assumeTrue(
                Files.exists(onnx),
                () -> "skipped: no model at " + onnx + " (./gradcam models pull resnet50-msra brings it)");
        var preprocessing = new Preprocessing(
                224,
                224,
                Layout.NCHW,
                Channels.BGR,
                1,
                List.of(103.939, 116.779, 123.68),
                List.of(1.0, 1.0, 1.0),
                Fit.SQUASH,
                0);
        return new Model(
                "resnet50-msra",
                onnx,
                preprocessing,
                Optional.empty(),
                Optional.of(Activation.SOFTMAX),
                Optional.empty(),
                Model.AUTO,
                Map.of("layer3", "activation_39", "layer4", "activation_48"));
    }

    private static Path onnx() {
        String home = System.getenv("GRADCAM_HOME");
        var root = home != null && !home.isBlank()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "gradcam4j");
        return root.resolve("models/resnet50-msra/resnet50-msra.onnx");
    }
}
