package io.github.gradcam4j.cli;

import io.github.gradcam4j.cam.Explanation;
import io.github.gradcam4j.cam.Prediction;
import io.github.gradcam4j.disk.WholeFile;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Figure;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.studio.api.ExplanationJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that an explanation becomes: {@code NAME.MODEL.LAYER.METHOD.CLASS[-vs-CLASS].EXTENSION}, classes by index.
 *
 * @param folder where they are written
 * @param model the model's id
 * @param alpha how much of the colour is seen over the picture, 0..1
 */
record Results(Path folder, Set<ResultFormat> formats, String model, Colormap colors, double alpha, Sign sign) {

    /**
     * Writes all files of one explanation.
     *
     * @param name the input's name among the results, with its folder
     * @param picture the picture that was explained; for a tensor, what can be seen of it
     * @param truth what the picture shows, where that is known
     * @return the files
     */
    List<Path> write(Path name, ExplanationJson json, Explanation explanation, Picture picture, Optional<String> truth)
            throws IOException {
        var written = new ArrayList<Path>();
        for (ResultFormat format : formats) {
            var file = folder.resolve(
                    name.resolveSibling(name.getFileName() + "." + tail(explanation) + "." + format.extension()));
            switch (format) {
                case PNG -> overlay(explanation, picture).write(file);
                case JSON -> WholeFile.write(file, Json.bytes(json));
                case NPY -> Npy.write(file, raw(explanation));
                case FIGURE -> figure(explanation, picture, truth).write(file);
            }
            written.add(file);
        }
        return written;
    }

    private String tail(Explanation explanation) {
        String against = explanation.versus().map(p -> "-vs-" + p.index()).orElse("");
        return String.join(
                ".",
                plain(model),
                plain(explanation.layer().name()),
                explanation.method().id(),
                explanation.target().index() + against);
    }

    /** Tensors of a graph may be called as no file can be. */
    private static String plain(String name) {
        return name.replaceAll("[^\\w.-]+", "_").replaceAll("^[_.]+(?=.)", "");
    }

    private Picture overlay(Explanation explanation, Picture picture) {
        return explanation.overlay(picture, sign, colors, alpha);
    }

    private static Tensor raw(Explanation explanation) {
        var map = explanation.map();
        return Tensor.of(map.values(), map.height(), map.width());
    }

    private Picture figure(Explanation explanation, Picture picture, Optional<String> truth) {
        var best = explanation.predictions().top(1).get(0);
        return Figure.explanation(
                        picture,
                        truth,
                        best.label(),
                        best.probability(),
                        overlay(explanation, picture),
                        explanation.method().title(),
                        title(explanation),
                        explanation.layer().name() + ", " + model)
                .draw();
    }

    /** The class explained, and the one it is compared with. */
    static String title(Explanation explanation) {
        String target = explanation.target().label();
        return explanation
                .versus()
                .map(Prediction::label)
                .map(v -> target + " rather than " + v)
                .orElse(target);
    }
}
