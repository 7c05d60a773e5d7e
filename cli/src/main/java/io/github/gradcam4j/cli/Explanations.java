package io.github.gradcam4j.cli;

import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Explanation;
import io.github.gradcam4j.cam.Question;
import io.github.gradcam4j.studio.api.ExplanationJson;
import io.github.gradcam4j.zoo.sample.Sample.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One question asked about many pictures, and the answers written as files. */
record Explanations(Explainer explainer, Question question, Results results) {

    /** An explained input. */
    record Explained(Input input, Input.Seen seen, Explanation explanation) {}

    /** What became of it: files, and all that is to be said. */
    record Done(ExplanationJson json, boolean zero, List<Path> files) {}

    /** Reading and drawing go on while the model runs. */
    void write(List<Input> inputs, Report report) throws Exception {
        var names = new ResultNames(inputs);
        new Pipeline<Input, Input.Seen, Explained, Done>(
                        input -> input.source().read(), this::explain, (input, made) -> write(made, names.of(input)))
                .run(inputs, report);
    }

    private Explained explain(Input input, Input.Seen seen) {
        var explanation = seen.tensor()
                .map(tensor -> explainer.explain(tensor, question))
                .orElseGet(() -> explainer.explain(seen.picture(), question));
        return new Explained(input, seen, explanation);
    }

    private Done write(Explained made, Path name) throws IOException {
        var explanation = made.explanation;
        var json = ExplanationJson.of(made.input.name(), results.model(), explanation);
        var files = results.write(
                name, json, explanation, made.seen.picture(), made.input.truth().map(Truth::label));
        return new Done(json, explanation.map(results.sign()).isZero(), files);
    }
}
