package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.image.Range;
import io.github.gradcam4j.studio.api.ExplanationJson;
import io.github.gradcam4j.zoo.sample.Sample.Truth;
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
record Explanations(Inquiry inquiry, Results results, PrintWriter err) {

    /** An explained input. */
    private record Explained(Picture picture, List<Answer> answers) {}

    /** Answers that wait for those of the other pictures, and the range of values that their drawings have. */
    private record Measured(List<Answer> answers, Optional<Range> range) {}

    /** What became of a class in an input: files, and all that is to be said. */
    record Done(ExplanationJson json, OptionalDouble share, boolean zero, List<Path> files) {}

    /**
     * Each map on a scale of its own: what is written is forgotten.
     *
     * @param read the inputs, as they are read
     */
    void write(List<Input> inputs, Pipeline<Input, Input.Seen> read, Pipeline.Listener<Input, List<Done>> report)
            throws Exception {
        var names = new ResultNames(inputs);
        read.run(this::explain, (input, made) -> write(input, names.of(input), made, Optional.empty()), report);
    }

    /** All maps on one scale: pictures are read again to be drawn, all that is kept of them until then are their raw maps. */
    void writeOnOneScale(List<Input> inputs, Pipeline<Input, Input.Seen> read, Report report) throws Exception {
        var names = new ResultNames(inputs);
        var measured = measured(read, report);
        var scale = measured.values().stream().flatMap(m -> m.range.stream()).reduce(Range::union);
        scale.ifPresent(s -> err.printf(Locale.ROOT, "one scale for all: %.4g to %.4g%n", s.low(), s.high()));
        try (var again = Input.reading(List.copyOf(measured.keySet()))) {
            again.run(
                    (input, seen) -> new Explained(seen.picture(), measured.get(input).answers),
                    (input, made) -> write(input, names.of(input), made, scale),
                    report);
        }
    }

    private Map<Input, Measured> measured(Pipeline<Input, Input.Seen> read, Report report) throws Exception {
        var measured = new LinkedHashMap<Input, Measured>();
        var keeping = new Pipeline.Listener<Input, Measured>() {
            @Override
            public void done(Input input, Measured made) {
                measured.put(input, made);
            }

            @Override
            public void failed(Input input, Exception why) throws Exception {
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

    private Explained explain(Input input, Input.Seen seen) {
        try (var progress = new ProgressLine(inquiry.method().id() + " " + input.stem(), err)) {
            return new Explained(seen.picture(), inquiry.about(input, seen, progress));
        }
    }

    private List<Done> write(Input input, Path name, Explained made, Optional<Range> scale) throws IOException {
        var done = new ArrayList<Done>();
        for (Answer answer : made.answers) {
            var files = results.write(name, answer, made.picture, input.truth().map(Truth::label), scale);
            done.add(new Done(
                    answer.json(), answer.share(), results.evidence(answer).isZero(), files));
        }
        return done;
    }
}
