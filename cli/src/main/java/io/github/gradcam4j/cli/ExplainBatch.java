package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Range;
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

/**
 * One inquiry about many pictures, and the answers written as files. Reading and drawing go on while the model runs.
 *
 * @param err where is said how far slow methods have come
 */
record ExplainBatch(ExplainJob inquiry, Results results, PrintWriter err) {

    /** An explained input. */
    private record Explained(Image picture, List<ClassResult> answers) {}

    /** Answers that wait for those of the other pictures, and the range of values that their drawings have. */
    private record Measured(List<ClassResult> answers, Optional<Range> range) {}

    /** What became of a class in an input: files, and all that is to be said. */
    record Done(ExplanationJson json, OptionalDouble share, boolean zero, List<Path> files) {}

    /**
     * Each map on a scale of its own: what is written is forgotten.
     *
     * @param read the inputs, as they are read
     */
    void write(
            List<InputImage> inputs,
            Pipeline<InputImage, InputImage.Seen> read,
            Pipeline.Listener<InputImage, List<Done>> report)
            throws Exception {
        var names = new ResultNames(inputs);
        read.run(this::explain, (input, made) -> write(input, names.of(input), made, Optional.empty()), report);
    }

    /** All maps on one scale: pictures are read again to be drawn, all that is kept of them until then are their raw maps. */
    void writeOnOneScale(List<InputImage> inputs, Pipeline<InputImage, InputImage.Seen> read, ResultReport report)
            throws Exception {
        var names = new ResultNames(inputs);
        var measured = measured(read, report);
        var scale = measured.values().stream().flatMap(m -> m.range.stream()).reduce(Range::union);
        scale.ifPresent(s -> err.printf(Locale.ROOT, "one scale for all: %.4g to %.4g%n", s.low(), s.high()));
        try (var again = InputImage.reading(List.copyOf(measured.keySet()))) {
            again.run(
                    (input, seen) -> new Explained(seen.picture(), measured.get(input).answers),
                    (input, made) -> write(input, names.of(input), made, scale),
                    report);
        }
    }

    private Map<InputImage, Measured> measured(Pipeline<InputImage, InputImage.Seen> read, ResultReport report)
            throws Exception {
        var measured = new LinkedHashMap<InputImage, Measured>();
        var keeping = new Pipeline.Listener<InputImage, Measured>() {
            @Override
            public void done(InputImage input, Measured made) {
                measured.put(input, made);
            }

            @Override
            public void failed(InputImage input, Exception why) throws Exception {
                report.failed(input, why);
            }
        };
        read.run(this::explain, (input, made) -> measured(made), keeping);
        return measured;
    }

    private Measured measured(Explained made) {
        return new Measured(
                made.answers,
                made.answers.stream().map(a -> results.range(a, made.picture)).reduce(Range::union));
    }

    private Explained explain(InputImage input, InputImage.Seen seen) {
        try (var progress = new ProgressLine(inquiry.method().id() + " " + input.stem(), err)) {
            return new Explained(seen.picture(), inquiry.about(input, seen, progress));
        }
    }

    private List<Done> write(InputImage input, Path name, Explained made, Optional<Range> scale) throws IOException {
        var done = new ArrayList<Done>();
        for (ClassResult answer : made.answers) {
            var files = results.write(name, answer, made.picture, input.truth().map(Truth::label), scale);
            done.add(new Done(
                    answer.json(), answer.share(), results.evidence(answer).isZero(), files));
        }
        return done;
    }
}
