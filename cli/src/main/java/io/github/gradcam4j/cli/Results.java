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
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the files of an explanation. See {@link ResultName} for their names.
 *
 * @param directory the directory of the files
 * @param alpha the opacity of the heat map over the image, 0 to 1
 */
record Results(Path directory, Set<ResultFormat> formats, Colormap colors, double alpha, Sign sign) {

    /**
     * Writes all files about one class of an image.
     *
     * @param input the start of the files' names, relative to the directory
     * @param image the image that was explained; for a tensor, its rendering
     * @param truth the class that the image shows, if known
     * @param scale the range of values to draw; empty for the map's own
     * @return the files
     */
    List<Path> write(Path input, ClassResult result, Image image, Optional<String> truth, Optional<Range> scale)
            throws IOException {
        var written = new ArrayList<Path>();
        var name = ResultName.of(result.json());
        for (ResultFormat format : formats) {
            var fileName = name.file(input.getFileName().toString(), format);
            var file = directory.resolve(input.resolveSibling(fileName));
            switch (format) {
                case PNG, JPG -> overlay(result, image, scale).write(file);
                case JSON -> AtomicFile.write(file, Json.bytes(result.json()));
                case NPY -> Npy.write(file, raw(result.map()));
                case FIGURE -> figure(result, image, truth, scale).write(file);
            }
            written.add(file);
        }
        return written;
    }

    /** Returns the map to draw. */
    HeatMap evidence(ClassResult result) {
        return sign.of(result.map());
    }

    /** Returns the range of values to draw a map on its own scale. */
    Range range(ClassResult result, Image image) {
        return drawing().range(evidence(result), image, result.json().view());
    }

    private Overlay drawing() {
        return Overlay.of(sign.colors(colors), alpha);
    }

    private Image overlay(ClassResult result, Image image, Optional<Range> scale) {
        var view = result.json().view();
        return drawing().draw(evidence(result), image, view, scale.orElseGet(() -> range(result, image)));
    }

    private static Tensor raw(HeatMap map) {
        return Tensor.of(map.values(), map.height(), map.width());
    }

    private Image figure(ClassResult result, Image image, Optional<String> truth, Optional<Range> scale) {
        var json = result.json();
        var best = json.predictions().get(0);
        return Figure.explanation(
                        image,
                        truth,
                        best.label(),
                        best.probability(),
                        overlay(result, image, scale),
                        Methods.byName(json.method()).title(),
                        title(json),
                        json.layer() + ", " + json.model())
                .draw();
    }

    private static String title(ExplanationJson json) {
        return ResultName.title(json.target().label(), json.contrasts());
    }
}
