package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.report.ClassifyDocument;
import io.github.gradcam4j.report.ClassifyDocument.Result;
import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.target.Activation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
            "  curl -s https://example.com/cow.jpg | gradcam classify -",
            "  gradcam classify cow.jpg -m net.onnx --try"
        })
final class ClassifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "INPUT", description = InputSearch.DESCRIPTION)
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

    @Option(
            names = "--jsonl",
            description = "Print each result and each failure as JSON on its own line, as soon as it is known.")
    private boolean lines;

    @Option(names = "--batch-size", paramLabel = "auto|N", description = BatchSize.DESCRIPTION)
    private BatchSize batchSize = BatchSize.AUTO;

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
        if (lines && (json || tries)) {
            throw new ParameterException(spec.commandLine(), "--jsonl excludes --json and --try");
        }
        var found = Inputs.of(inputs, SamplesCommand.open(), System.in);
        if (tries) {
            return new RecipeTrial(spec, top, json).run(found, model);
        }
        var document = new ClassifyDocument(new ArrayList<>(), new ArrayList<>());
        try (var read = InputImage.pipeline(found.images());
                var explainer = model.open(spec.commandLine().getErr(), tensor)) {
            if (tensor.isEmpty()) {
                classify(explainer, found.images().size(), read, document);
            } else {
                var one = InputImage.tensor(tensor.get(), explainer.model().preprocessing());
                try (var readTensor = InputImage.pipeline(List.of(one))) {
                    classify(explainer, 1, readTensor, document);
                }
            }
        }
        for (var failure : found.failures()) {
            fail(failure.input(), failure.cause(), document);
        }
        if (json) {
            spec.commandLine().getOut().println(Json.text(document));
        }
        return document.failures().isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    private void classify(
            Explainer explainer, int images, Pipeline<InputImage, InputImage.Loaded> read, ClassifyDocument document)
            throws Exception {
        var err = spec.commandLine().getErr();
        Consumer<String> log = Gradcam.isVerbose(spec) ? err::println : line -> {};
        try (var progress = FolderProgress.of(images, err)) {
            var batches = BatchTuner.of(
                    batchSize,
                    images,
                    () -> explainer.classifiesBatches() ? Optional.empty() : Optional.of(BatchTuner.MIXES),
                    line -> progress.print(() -> log.accept(line)));
            read.run(
                    batches::next,
                    (inputs, loaded) -> classify(explainer, inputs, loaded, batches),
                    (input, result) -> result,
                    progress.around(new Pipeline.Listener<>() {
                        @Override
                        public void done(InputImage input, Result result) throws IOException {
                            print(result, explainer.activation(), document);
                        }

                        @Override
                        public void failed(InputImage input, Exception cause) throws IOException {
                            fail(input.name(), cause, document);
                        }
                    }));
        }
    }

    private List<Result> classify(
            Explainer explainer, List<InputImage> inputs, List<InputImage.Loaded> loaded, BatchTuner batches) {
        var images = loaded.stream().map(InputImage.Loaded::image).toList();
        long start = System.nanoTime();
        var predictions = loaded.get(0)
                .tensor()
                .map(given -> List.of(explainer.classify(given)))
                .orElseGet(() -> explainer.classify(images));
        batches.ran(images, System.nanoTime() - start);
        return IntStream.range(0, inputs.size())
                .mapToObj(
                        i -> new Result(inputs.get(i).name(), predictions.get(i).top(top)))
                .toList();
    }

    /** Prints a line of JSON. */
    private void print(Object line) throws IOException {
        spec.commandLine().getOut().println(Json.text(line));
        spec.commandLine().getOut().flush();
    }

    private void print(Result result, Activation activation, ClassifyDocument document) throws IOException {
        document.results().add(result);
        if (lines) {
            print(result);
        } else if (!json) {
            var out = spec.commandLine().getOut();
            out.println(result.input());
            result.predictions()
                    .forEach(p -> out.printf(
                            Locale.ROOT, "  %7s  %s (%d)%n", activation.text(p.probability()), p.label(), p.index()));
        }
    }

    private void fail(String input, Exception cause, ClassifyDocument document) throws IOException {
        var failure = FailureJson.of(input, cause);
        document.failures().add(failure);
        ErrorReporter.report(spec.commandLine(), input, cause);
        if (lines) {
            print(failure);
        }
    }
}
