package io.github.gradcam4j.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.target.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a model sees in pictures. */
@Command(
        name = "classify",
        header = "Say what a model sees in pictures.",
        footerHeading = "%nExamples%n",
        footer = {"  gradcam classify cow.jpg", "  gradcam classify photos/ --top 3 --json"})
final class ClassifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "Picture files, folders with all pictures in them, or sample:NAME (see 'gradcam samples').")
    private List<String> inputs;

    @Mixin
    private ModelOptions model;

    @Option(names = "--top", paramLabel = "N", description = "How many classes are named (default: ${DEFAULT-VALUE}).")
    private int top = 5;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    /** What the document says of one picture. */
    record Result(String input, List<Prediction> predictions) {}

    /** The document. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Document(List<Result> results, List<ExplanationDocument.Failure> failures) {}

    @Override
    public Integer call() throws Exception {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top is 1 or more");
        }
        var found = Inputs.of(inputs, SamplesCommand.open());
        var document = new Document(new ArrayList<>(), new ArrayList<>());
        try (var read = InputImage.reading(found.pictures());
                var explainer = model.open(spec.commandLine().getErr())) {
            read.run(
                    (input, seen) -> classified(explainer, input, seen),
                    (input, result) -> result,
                    new Pipeline.Listener<>() {
                        @Override
                        public void done(InputImage input, Result result) {
                            tell(result, document);
                        }

                        @Override
                        public void failed(InputImage input, Exception why) {
                            fail(input.name(), why, document);
                        }
                    });
        }
        found.failures().forEach(f -> fail(f.input(), f.why(), document));
        if (json) {
            Json.print(spec.commandLine().getOut(), document);
        }
        return document.failures().isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    private Result classified(Explainer explainer, InputImage input, InputImage.Seen seen) {
        return new Result(input.name(), explainer.classify(seen.picture()).top(top));
    }

    private void tell(Result result, Document document) {
        document.results().add(result);
        if (!json) {
            var out = spec.commandLine().getOut();
            out.println(result.input());
            result.predictions()
                    .forEach(p -> out.printf(
                            Locale.ROOT, "  %5.1f %%  %s (%d)%n", 100 * p.probability(), p.label(), p.index()));
        }
    }

    private void fail(String input, Exception why, Document document) {
        document.failures().add(new ExplanationDocument.Failure(input, ErrorReporter.message(why)));
        ErrorReporter.report(spec.commandLine(), input, why);
    }
}
