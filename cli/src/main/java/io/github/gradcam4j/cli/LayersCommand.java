package io.github.gradcam4j.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where in a model one can look. */
@Command(
        name = "layers",
        header = "List the layers of a model that can be explained.",
        description = "From the picture on. The one marked * is taken for --layer auto.%n",
        footerHeading = "%nExample%n",
        footer = "  gradcam layers -m net.onnx")
final class LayersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--json", description = "Print one JSON document instead of a table.")
    private boolean json;

    /** What the document says of one layer. */
    record Entry(String name, String kind, long[] shape, boolean auto) {}

    /** The document. */
    record Document(String model, List<Entry> layers) {}

    @Override
    public Integer call() throws Exception {
        try (var explainer = model.open(spec.commandLine().getErr())) {
            var auto = explainer.layer(io.github.gradcam4j.model.Model.AUTO);
            var layers = explainer.layers().stream()
                    .map(l ->
                            new Entry(l.name(), l.kind(), l.shape(), l.tensor().equals(auto.tensor())))
                    .toList();
            print(new Document(explainer.model().id(), layers));
        }
        return 0;
    }

    private void print(Document document) throws Exception {
        var out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, document);
            return;
        }
        var table = new Table("LAYER", "OPERATOR", "SHAPE", "AUTO");
        document.layers.forEach(l -> table.row(l.name, l.kind, shape(l.shape), l.auto ? "*" : ""));
        out.println(table);
    }

    private static String shape(long[] shape) {
        return LongStream.of(shape).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }
}
