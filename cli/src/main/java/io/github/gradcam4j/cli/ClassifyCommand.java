package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.report.ClassifyDocument;
import io.github.gradcam4j.report.ClassifyDocument.Result;
import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.target.Activation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the classes that a model predicts for images. */
@Command(
        name = "classify",
        header = "Classify images.",
        description = "Prints the best classes of each image.%n",
        footerHeading = "%nExamples%n",
        footer = {
            "  gradcam classify cow.jpg",
            "  gradcam classify photos/ --top 3 --json",
            "  gradcam classify cow.jpg -m net.onnx --try"
        })
final class ClassifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Image files, folders of images, or sample:NAME (see 'gradcam samples').")
    private List<String> inputs = List.of();

    @Mixin
    private ModelOptions model;

    @Option(names = "--top", paramLabel = "N", description = "Number of classes to print (default: ${DEFAULT-VALUE}).")
    private int top = 5;

    @Option(
            names = "--input-tensor",
            paramLabel = "FILE.npy",
            description = "Classify this tensor, in the layout and type of the model's input, instead of an image.")
    private Optional<Path> tensor = Optional.empty();

    @Option(
            names = "--try",
            description = "Show the best classes under the usual ways of preprocessing side by side, and the options "
                    + "that select each. The one in use is marked *.")
    private boolean tries;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top is 1 or more");
        }
        InputImage.requireOne(spec, inputs, tensor);
        if (tries && tensor.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--try is for images: --input-tensor is past all preprocessing");
        }
        var found = Inputs.of(inputs, SamplesCommand.open(), System.in);
        if (tries) {
            return new RecipeTrial(spec, top, json).run(found, model);
        }
        var document = new ClassifyDocument(new ArrayList<>(), new ArrayList<>());
        try (var read = InputImage.pipeline(found.images());
                var explainer = model.open(spec.commandLine().getErr(), tensor)) {
            if (tensor.isEmpty()) {
                classify(explainer, read, document);
            } else {
                var one = InputImage.tensor(tensor.get(), explainer.model().preprocessing());
                try (var readTensor = InputImage.pipeline(List.of(one))) {
                    classify(explainer, readTensor, document);
                }
            }
        }
        found.failures().forEach(f -> fail(f.input(), f.cause(), document));
        if (json) {
            spec.commandLine().getOut().println(Json.text(document));
        }
        return document.failures().isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    private void classify(Explainer explainer, Pipeline<InputImage, InputImage.Loaded> read, ClassifyDocument document)
            throws Exception {
        read.run(
                (input, loaded) -> classify(explainer, input, loaded),
                (input, result) -> result,
                new Pipeline.Listener<>() {
                    @Override
                    public void done(InputImage input, Result result) {
                        print(result, explainer.activation(), document);
                    }

                    @Override
                    public void failed(InputImage input, Exception cause) {
                        fail(input.name(), cause, document);
                    }
                });
    }

    private Result classify(Explainer explainer, InputImage input, InputImage.Loaded loaded) {
        var predictions = loaded.tensor().map(explainer::classify).orElseGet(() -> explainer.classify(loaded.image()));
        return new Result(input.name(), predictions.top(top));
    }

    private void print(Result result, Activation activation, ClassifyDocument document) {
        document.results().add(result);
        if (!json) {
            var out = spec.commandLine().getOut();
            out.println(result.input());
            result.predictions()
                    .forEach(p -> out.printf(
                            Locale.ROOT, "  %7s  %s (%d)%n", activation.text(p.probability()), p.label(), p.index()));
        }
    }

    private void fail(String input, Exception cause, ClassifyDocument document) {
        document.failures().add(FailureJson.of(input, cause));
        ErrorReporter.report(spec.commandLine(), input, cause);
    }
}
