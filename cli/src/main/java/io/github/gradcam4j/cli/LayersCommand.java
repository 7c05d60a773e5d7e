package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.report.LayersDocument;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the layers of a model. */
@Command(
        name = "layers",
        header = "List the layers of a model that can be explained.",
        description = "From the input on: the last layer of each size, and blocks and stages such as layer4 or "
                + "blocks.11. The layer marked * is the one that --layer auto stands for.%n",
        footerHeading = "%nExample%n",
        footer = {"  gradcam layers -m net.onnx", "  gradcam layers -m net.onnx --all"})
final class LayersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--all", description = "List every tensor that is a map of the image.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON document instead of a table; it has all layers.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (var explainer = model.open(spec.commandLine().getErr())) {
            print(LayersDocument.of(explainer));
        }
        return 0;
    }

    private void print(LayersDocument document) throws Exception {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(document));
            return;
        }
        var table = new Table("LAYER", "OPERATOR", "SHAPE", "AUTO");
        document.layers().stream()
                .filter(l -> all || l.main() || l.auto())
                .forEach(l -> table.row(l.name(), l.kind(), shape(l.shape()), l.auto() ? "*" : ""));
        out.println(table);
        long hidden =
                document.layers().stream().filter(l -> !l.main() && !l.auto()).count();
        if (!all && hidden > 0) {
            out.printf(Locale.ROOT, "%nand %d more: --all lists them%n", hidden);
        }
    }

    static String shape(long[] shape) {
        return LongStream.of(shape).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }
}
