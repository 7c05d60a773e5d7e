package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Range;
import io.github.gradcam4j.report.ExplainDocument;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.samples.Sample.Truth;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs a job on many images and writes the results as files. Images are read and drawn while the model runs.
 *
 * @param size the number of images that the model takes at once
 * @param err receives the progress
 * @param log receives the measured rates of batches
 */
record ExplainBatch(ExplainJob job, Results results, BatchSize size, PrintWriter err, Consumer<String> log) {

    /** An explained input. */
    private record Explained(Image image, List<ClassResult> classes) {}

    /** The classes of an input that waits for the other inputs, the range of values to draw, and the image's size. */
    private record Measured(List<ClassResult> classes, Optional<Range> range, int width, int height) {
        /** Returns the result with the image, which was read again. */
        Explained of(Image image) throws ImageException {
            if (image.width() != width || image.height() != height) {
                throw new ImageException(
                        "the image has changed while the others were explained; run the command again");
            }
            return new Explained(image, classes);
        }
    }

    /** A class of an input whose files are written. */
    record Done(ExplanationJson json, OptionalDouble completeness, boolean zero, List<Path> files) {
        /** Returns the document of the explanation with its files. */
        ExplainDocument.Written document() {
            return new ExplainDocument.Written(
                    json, files.stream().map(Path::toString).toList());
        }
    }

    /**
     * Writes each map on its own scale.
     *
     * @param names the names of the results
     * @param read the inputs being read
     */
    void write(
            List<InputImage> inputs,
            ResultNames names,
            Pipeline<InputImage, InputImage.Loaded> read,
            Pipeline.Listener<InputImage, List<Done>> report)
            throws Exception {
        try (var progress = FolderProgress.of(inputs.size(), err)) {
            var batches = tuner(inputs.size(), progress);
            read.run(
                    batches::next,
                    (batch, loaded) -> explain(batch, loaded, batches, progress),
                    (input, explained) -> write(input, names.of(input), explained, Optional.empty()),
                    progress.around(report));
        }
    }

    /**
     * Writes all maps on one scale. Raw maps are kept until the last one is computed; then images are read again and
     * drawn.
     */
    void writeOnOneScale(
            List<InputImage> inputs,
            ResultNames names,
            Pipeline<InputImage, InputImage.Loaded> read,
            ResultReport report)
            throws Exception {
        var measured = measured(inputs.size(), read, report);
        var scale = measured.values().stream().flatMap(m -> m.range.stream()).reduce(Range::union);
        scale.ifPresent(s -> err.printf(Locale.ROOT, "one scale for all: %.4g to %.4g%n", s.low(), s.high()));
        try (var again = InputImage.pipeline(List.copyOf(measured.keySet()));
                var progress = FolderProgress.of(measured.size(), err)) {
            again.run(
                    (input, loaded) -> measured.get(input).of(loaded.image()),
                    (input, explained) -> write(input, names.of(input), explained, scale),
                    progress.around(report));
        }
    }

    private Map<InputImage, Measured> measured(
            int inputs, Pipeline<InputImage, InputImage.Loaded> read, ResultReport report) throws Exception {
        var measured = new LinkedHashMap<InputImage, Measured>();
        var keeping = new Pipeline.Listener<InputImage, Measured>() {
            @Override
            public void done(InputImage input, Measured explained) {
                measured.put(input, explained);
            }

            @Override
            public void failed(InputImage input, Exception cause) throws Exception {
                report.failed(input, cause);
            }
        };
        try (var progress = FolderProgress.of(inputs, err)) {
            var batches = tuner(inputs, progress);
            read.run(
                    batches::next,
                    (batch, loaded) -> explain(batch, loaded, batches, progress),
                    (input, explained) -> measured(explained),
                    progress.around(keeping));
        }
        return measured;
    }

    private Measured measured(Explained explained) {
        return new Measured(
                explained.classes,
                explained.classes.stream()
                        .map(a -> results.range(a, explained.image))
                        .reduce(Range::union),
                explained.image.width(),
                explained.image.height());
    }

    private BatchTuner tuner(int inputs, FolderProgress progress) {
        return BatchTuner.of(size, inputs, job::obstacleToBatches, line -> progress.print(() -> log.accept(line)));
    }

    private List<Explained> explain(
            List<InputImage> inputs, List<InputImage.Loaded> loaded, BatchTuner batches, FolderProgress progress) {
        progress.at(inputs.get(0));
        var images = loaded.stream().map(InputImage.Loaded::image).toList();
        long start = System.nanoTime();
        var results = job.run(inputs, loaded, progress);
        batches.ran(images, System.nanoTime() - start);
        return IntStream.range(0, images.size())
                .mapToObj(i -> new Explained(images.get(i), results.get(i)))
                .toList();
    }

    private List<Done> write(InputImage input, Path name, Explained explained, Optional<Range> scale)
            throws IOException {
        var done = new ArrayList<Done>();
        for (ClassResult result : explained.classes) {
            var files =
                    results.write(name, result, explained.image, input.truth().map(Truth::label), scale);
            done.add(new Done(
                    result.json(),
                    result.completeness(),
                    results.evidence(result).isZero(),
                    files));
        }
        return done;
    }
}
