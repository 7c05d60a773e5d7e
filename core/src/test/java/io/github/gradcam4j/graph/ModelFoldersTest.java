package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External data of models behind symbolic links, as in Hugging Face's cache. */
class ModelFoldersTest {

    @TempDir
    Path temporary;

    private Path root;
    private Path snapshot;
    private Path model;

    /** A cache of a model whose weights are in the file model.onnx_data. */
    @BeforeEach
    void cache() throws IOException {
        root = temporary.toRealPath().resolve("models--a--b");
        snapshot = Files.createDirectories(root.resolve("snapshots/rev/onnx"));
        Files.createDirectories(root.resolve("blobs"));
        Files.write(temporary.resolve("secret.bin"), ExternalWeights.bytes());
        Files.move(write("model.onnx_data"), root.resolve("blobs/1111"));
        Files.move(root.resolve("blobs/weights.bin"), root.resolve("blobs/2222"));
        model = Files.createSymbolicLink(snapshot.resolve("model.onnx"), Path.of("../../../blobs/1111"));
    }

    private Path write(String location) throws IOException {
        return ExternalWeights.write(root.resolve("blobs"), location, 4, 8);
    }

    private void link(String target) throws IOException {
        Files.createSymbolicLink(snapshot.resolve("model.onnx_data"), Path.of(target));
    }

    private static void assertRead(Path file) throws IOException {
        try (var session = Session.open(ModelSource.of(file).graph())) {
            var y = session.run(Map.of("x", Tensor.of(new float[] {2, 2}, 1, 2)));
            assertArrayEquals(new float[] {6, 10}, y.values().iterator().next().toArray());
        }
    }

    private static String refusal(Path file) {
        return assertThrows(
                        InvalidModelException.class, () -> ModelSource.of(file).graph())
                .getMessage();
    }

    @Test
    void theDataIsFoundBesideTheLink() throws IOException {
        link("../../../blobs/2222");
        assertRead(model);
        assertEquals(
                List.of(root.resolve("blobs/1111"), root.resolve("blobs/2222")),
                ModelSource.of(model).files());
        assertEquals("model", ModelSource.of(model).name());
        var other = Files.createSymbolicLink(temporary.resolve("mine.onnx"), model);
        assertRead(other);
        var byFolder = Files.createSymbolicLink(temporary.resolve("latest"), snapshot);
        assertRead(byFolder.resolve("model.onnx"));
    }

    @Test
    void theDataIsFoundBesideTheTarget() throws IOException {
        assertTrue(refusal(model).contains("not beside the model"));
        Files.copy(root.resolve("blobs/2222"), root.resolve("blobs/model.onnx_data"));
        assertRead(model);
    }

    /** Equal files are one file in the cache. */
    @Test
    void twoNamesOfOneFileAreRead() throws IOException {
        link("../../../blobs/2222");
        Files.createSymbolicLink(snapshot.resolve("copy.onnx_data"), Path.of("../../../blobs/2222"));
        Files.write(root.resolve("blobs/1111"), ExternalWeights.copies(List.of("model.onnx_data", "copy.onnx_data")));
        assertRead(model);
    }

    /** The bound on the tensors in a file counts all names of the file. */
    @Test
    void manyNamesOfOneFileHaveOneBound() throws IOException {
        link("../../../blobs/2222");
        var names =
                Stream.iterate("model.onnx_data", name -> "./" + name).limit(9).toList();
        Files.write(root.resolve("blobs/1111"), ExternalWeights.copies(names));
        assertTrue(refusal(model).contains("more than 4 times as many bytes together as the file has"), refusal(model));
    }

    @Test
    void aRealFileBesideTheLinkIsRead() throws IOException {
        Files.copy(root.resolve("blobs/2222"), snapshot.resolve("model.onnx_data"));
        assertRead(model);
    }

    /** A copy to a file system without links leaves files that contain the paths. */
    @Test
    void linksThatWereWrittenAsText() throws IOException {
        Files.delete(model);
        Files.writeString(model, "../../../blobs/1111");
        Files.writeString(snapshot.resolve("model.onnx_data"), "../../../blobs/2222\n");
        assertRead(model);
        Files.writeString(model, "../../../blobs/gone");
        assertTrue(refusal(model).contains("symbolic link"), refusal(model));
    }

    @Test
    void linksThatLeaveTheFoldersAreRefused() throws IOException {
        for (String target : List.of(temporary.resolve("secret.bin").toString(), "../../../../secret.bin")) {
            link(target);
            assertTrue(refusal(model).contains("outside the model's folder"), target + ": " + refusal(model));
            assertThrows(
                    InvalidModelException.class, () -> ModelSource.of(model).files());
            Files.delete(snapshot.resolve("model.onnx_data"));
        }
    }

    @Test
    void locationsThatLeaveTheFoldersAreRefused() throws IOException {
        Files.copy(root.resolve("blobs/2222"), root.resolve("snapshots/rev/weights.bin"));
        for (String location : List.of(
                "../weights.bin",
                "onnx/../../weights.bin",
                root.resolve("blobs/2222").toString(),
                "a/../2222")) {
            Files.move(write(location), root.resolve("blobs/1111"), StandardCopyOption.REPLACE_EXISTING);
            assertTrue(refusal(model).contains("outside the model's folder"), location + ": " + refusal(model));
        }
        Files.move(write("a\0b"), root.resolve("blobs/1111"), StandardCopyOption.REPLACE_EXISTING);
        assertTrue(refusal(model).contains("not beside the model"), refusal(model));
    }

    /** A link beside a model that is not a link itself must not leave the folder. */
    @Test
    void aModelThatIsNoLink() throws IOException {
        Files.delete(model);
        Files.copy(root.resolve("blobs/1111"), model);
        link("../../../blobs/2222");
        assertTrue(refusal(model).contains("outside the model's folder"), refusal(model));
    }

    @Test
    void pointersOfGitLfsInPlaceOfTheData() throws IOException {
        Files.writeString(
                snapshot.resolve("model.onnx_data"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 8\n");
        Files.move(
                ExternalWeights.write(root.resolve("blobs"), "model.onnx_data", 4, 8),
                root.resolve("blobs/1111"),
                StandardCopyOption.REPLACE_EXISTING);
        assertTrue(refusal(model).contains("git lfs pull"), refusal(model));
    }
}
