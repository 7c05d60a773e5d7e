package io.github.gradcam4j.studio;

import io.github.gradcam4j.cam.Model;
import io.github.gradcam4j.studio.api.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models that can be chosen. Thread safe. */
final class Models {

    private final List<Model> own;

    Models(List<Model> own) {
        this.own = List.copyOf(own);
    }

    List<ModelInfo> all() throws IOException {
        var infos = new ArrayList<ModelInfo>();
        for (Model model : own) {
            infos.add(new ModelInfo(
                    model.id(),
                    model.id(),
                    ModelInfo.READY,
                    Files.size(model.onnx()),
                    null,
                    null,
                    null,
                    null,
                    model.onnx().getFileName().toString(),
                    model.layer(),
                    ModelInfo.Input.of(model.preprocessing()),
                    model.labels().map(labels -> labels.size()).orElse(null)));
        }
        return infos;
    }

    /** The model of that id, or the first where none is named. */
    Model ready(Optional<String> id) {
        return own.stream()
                .filter(model -> id.map(model.id()::equals).orElse(true))
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound("There is no model " + id.orElse("") + "; see /api/models"));
    }
}
