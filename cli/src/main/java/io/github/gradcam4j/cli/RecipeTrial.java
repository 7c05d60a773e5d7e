package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.TryDocument;
import io.github.gradcam4j.target.Prediction;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/** Classifies images under the usual recipes of preprocessing, so that a wrong one is visible. */
record RecipeTrial(CommandSpec spec, int top, boolean json) {

    /** The number of classes in a row of the table. */
    private static final int COLUMNS = 3;

    int run(Inputs found, ModelOptions model) throws Exception {
        var document = new TryDocument(new ArrayList<>(), new ArrayList<>());
        try (var read = InputImage.pipeline(found.images());
                var explainer = model.open(spec.commandLine().getErr())) {
            var recipes = Recipe.of(explainer.settings());
            read.run(
                    (input, loaded) -> result(explainer, recipes, input, loaded),
                    (input, result) -> result,
                    new Pipeline.Listener<>() {
                        @Override
                        public void done(InputImage input, TryDocument.Result result) {
                            document.results().add(result);
                        }

                        @Override
                        public void failed(InputImage input, Exception cause) {
                            fail(input.name(), cause, document);
                        }
                    });
        }
        found.failures().forEach(f -> fail(f.input(), f.cause(), document));
        if (json) {
            spec.commandLine().getOut().println(Json.text(document));
        } else {
            print(document, spec.commandLine().getOut());
        }
        return document.failures().isEmpty() ? 0 : ErrorReporter.FAILED;
    }

    private TryDocument.Result result(
            Explainer explainer, List<Recipe> recipes, InputImage input, InputImage.Loaded loaded) {
        return new TryDocument.Result(
                input.name(),
                recipes.stream()
                        .map(recipe -> new TryDocument.Recipe(
                                recipe.name(),
                                recipe.options(),
                                recipe.isSameAs(explainer.settings()),
                                explainer
                                        .classify(loaded.image(), recipe.preprocessing())
                                        .top(top)))
                        .toList());
    }

    private void print(TryDocument document, PrintWriter out) {
        int columns = Math.min(top, COLUMNS);
        for (var result : document.results()) {
            var titles = new ArrayList<>(List.of("", "RECIPE"));
            IntStream.rangeClosed(1, columns).forEach(rank -> titles.add("TOP " + rank));
            var table = new Table(titles.toArray(String[]::new));
            for (var recipe : result.recipes()) {
                var cells = new ArrayList<>(List.of(recipe.current() ? "*" : "", recipe.name()));
                IntStream.range(0, columns).forEach(i -> cells.add(cell(recipe.predictions(), i)));
                table.row(cells.toArray(String[]::new));
            }
            out.println(result.input());
            out.println(table);
            out.println();
        }
        if (!document.results().isEmpty()) {
            var table = new Table("RECIPE", "OPTIONS");
            document.results().get(0).recipes().forEach(r -> table.row(r.name(), r.options()));
            out.println(table);
        }
    }

    private static String cell(List<Prediction> predictions, int rank) {
        if (rank >= predictions.size()) {
            return "";
        }
        var p = predictions.get(rank);
        return String.format(Locale.ROOT, "%.1f %% %s", 100 * p.probability(), p.label());
    }

    private void fail(String input, Exception cause, TryDocument document) {
        document.failures().add(FailureJson.of(input, cause));
        ErrorReporter.report(spec.commandLine(), input, cause);
    }
}
