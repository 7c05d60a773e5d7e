package io.github.gradcam4j.zoo;

import io.github.gradcam4j.formats.keras.KerasFiles;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Classifiers of a few bytes, as files and as models of a zoo. */
final class TinyModels {

    private TinyModels() {}

    /** Three channels convolved, pooled and weighed. @param size of the picture; -1 for any */
    static Path write(Path file, int classes, int size) throws IOException {
        var graph = GraphBuilder.opset(18);
        Object side = size < 0 ? "S" : size;
        String x = graph.input("picture", ElementType.FLOAT, "N", 3, side, side);
        String kernel = graph.initializer("kernel", KerasFiles.values(4 * 27, 1), 4, 3, 3, 3);
        String map = graph.node("map", "Relu", List.of(graph.node("conv", "Conv", List.of(x, kernel))));
        String pooled = graph.node("pooled", "GlobalAveragePool", List.of(map));
        String flat = graph.node("flat", "Flatten", List.of(pooled), Attributes.of("axis", 1));
        String weights = graph.initializer("weights", KerasFiles.values(4 * classes, 2), 4, classes);
        graph.output(graph.node("scores", "MatMul", List.of(flat, weights)), ElementType.FLOAT, "N", classes);
        return Files.write(file, graph.build().toBytes());
    }

    /** Adds a card whose weights are a file in a folder. */
    static Card add(Zoo zoo, Path folder, String id) throws IOException {
        write(folder.resolve(id + ".onnx"), 3, 32);
        var card = Files.writeString(
                folder.resolve(id + ".json"),
                "{\"id\": \"%s\", \"weights\": [{\"file\": \"%s.onnx\"}]}".formatted(id, id));
        return zoo.add(card);
    }

    /** Writes a package of npm with one file in it. */
    static Path archive(Path archive, String name, Path content) throws IOException {
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(content));
            tar.putArchiveEntry(entry);
            Files.copy(content, tar);
            tar.closeArchiveEntry();
        }
        return archive;
    }
}
