package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Figure;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Overlay;
import io.github.gradcam4j.image.Range;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
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
 * @param alpha how much of the color is seen over the picture, 0..1
 */
record Results(Path folder, Set<ResultFormat> formats, Colormap colors, double alpha, Sign sign) {

    /**
     * Writes all files about one class in a picture.
     *
     * @param name the input's name among the results, with its folder
     * @param picture the picture that was explained; for a tensor, what can be seen of it
     * @param truth what the picture shows, where that is known
     * @param scale the range of values that is drawn; empty for the map's own
     * @return the files
     */
    List<Path> write(Path name, ClassResult answer, Image picture, Optional<String> truth, Optional<Range> scale)
            throws IOException {
        var written = new ArrayList<Path>();
        for (ResultFormat format : formats) {
            var file = folder.resolve(
                    name.resolveSibling(name.getFileName() + "." + tail(answer.json()) + "." + format.extension()));
            switch (format) {
                case PNG, JPG -> overlay(answer, picture, scale).write(file);
                case JSON -> AtomicFile.write(file, Json.bytes(answer.json()));
                case NPY -> Npy.write(file, raw(answer.map()));
                case FIGURE -> figure(answer, picture, truth, scale).write(file);
            }
            written.add(file);
        }
        return written;
    }

    private static String tail(ExplanationJson json) {
        String against = json.versus() == null ? "" : "-vs-" + json.versus().index();
        return String.join(
                ".",
                plain(json.model()),
                plain(json.layer()),
                json.method(),
                json.target().index() + against);
    }

    /** Tensors of a graph may be called as no file can be. */
    private static String plain(String name) {
        return name.replaceAll("[^\\w.-]+", "_").replaceAll("^[_.]+(?=.)", "");
    }

    /** What is drawn of a map. */
    HeatMap evidence(ClassResult answer) {
        return sign.of(answer.map());
    }

    /** The values between which a map is drawn on a scale of its own. */
    Range range(ClassResult answer, Image picture) {
        return drawing().range(evidence(answer), picture, answer.json().view());
    }

    private Overlay drawing() {
        return new Overlay(sign.colors(colors), alpha);
    }

    private Image overlay(ClassResult answer, Image picture, Optional<Range> scale) {
        var view = answer.json().view();
        return drawing().draw(evidence(answer), picture, view, scale.orElseGet(() -> range(answer, picture)));
    }

    private static Tensor raw(HeatMap map) {
        return Tensor.of(map.values(), map.height(), map.width());
    }

    private Image figure(ClassResult answer, Image picture, Optional<String> truth, Optional<Range> scale) {
        var json = answer.json();
        var best = json.predictions().get(0);
        return Figure.explanation(
                        picture,
                        truth,
                        best.label(),
                        best.probability(),
                        overlay(answer, picture, scale),
                        Methods.byName(json.method()).title(),
                        title(json),
                        json.layer() + ", " + json.model())
                .draw();
    }

    /** The class explained, and the one it is compared with. */
    private static String title(ExplanationJson json) {
        String target = json.target().label();
        return json.versus() == null
                ? target
                : target + " rather than " + json.versus().label();
    }
}
