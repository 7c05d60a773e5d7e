package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.formats.architecture.FormulaWeights;
import io.github.gradcam4j.formats.weights.TorchFiles;
import io.github.gradcam4j.formats.weights.WeightFormatException;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.card.CardException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFinderTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path checkpoint;

    private ModelFinder finder;

    @BeforeAll
    static void makeCheckpoint() throws IOException {
        checkpoint = shared.resolve("mine.pth");
        TorchFiles.writeZip(
                checkpoint, FormulaWeights.of(Architecture.byName("resnet18")).tensors());
    }

    @BeforeEach
    void open() {
        finder = new ModelFinder(Zoo.at(new CacheDirectory(folder.resolve("home"))), DownloadListener.SILENT);
    }

    @Test
    void anId() throws Exception {
        TinyModels.add(finder.zoo(), folder, "tiny");
        var found = find("tiny");
        assertEquals("tiny", found.model().id());
        assertEquals(finder.zoo().path(finder.zoo().card("tiny")), found.model().onnx());
        assertTrue(found.inCatalog());
    }

    @Test
    void anIdIsNotTakenForAFileOfThatName() throws Exception {
        TinyModels.add(finder.zoo(), folder, "pom.xml"); // there is one in the folder where tests run
        assertEquals("pom.xml", find("pom.xml").model().id());
    }

    @Test
    void nothingWantedIsTheDefault() throws Exception {
        TinyModels.add(finder.zoo(), folder, "tiny");
        finder.zoo().download(finder.zoo().card("tiny"), DownloadListener.SILENT);
        var found = finder.find(Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals("tiny", found.model().id());
    }

    @Test
    void aBareFileHasItsSizeAndTheRestIsAssumed() throws Exception {
        var found = find(TinyModels.write(folder.resolve("net.onnx"), 3, 40).toString());
        assertEquals("net", found.model().id());
        assertEquals(Settings.NONE, found.model().settings());
        assertTrue(found.model().labels().isEmpty());
        assertFalse(found.inCatalog());
        try (var explainer = Explainer.open(found.model())) {
            var input = explainer.model().preprocessing();
            assertEquals(40, input.height());
            assertEquals(Preprocessing.imageNet().mean(), input.mean());
            assertEquals("class 2", explainer.labels().name(2));
            assertEquals(
                    List.of(
                            "from the graph: input-size 40x40, layout nchw",
                            "assumed: color rgb, pixels 1, mean 0.485,0.456,0.406, "
                                    + "std 0.229,0.224,0.225, fit crop, resize 46, interpolation bilinear, "
                                    + "activation softmax, numbers as labels"),
                    explainer.settings().lines());
        }
    }

    @Test
    void aThousandClassesAreImageNets() throws Exception {
        var found = find(TinyModels.write(folder.resolve("net.onnx"), 1000, -1).toString());
        try (var explainer = Explainer.open(found.model())) {
            assertEquals(Labels.imageNet(), explainer.labels());
            assertEquals(224, explainer.model().preprocessing().width());
        }
    }

    @Test
    void theNetworkOfACheckpointIsRecognizedOrNamed() throws Exception {
        var recognized = find(checkpoint.toString());
        assertEquals("mine", recognized.model().id());
        assertTrue(recognized.model().onnx().startsWith(finder.zoo().home().converted()));
        var named = finder.find(Optional.of(checkpoint.toString()), Optional.of("resnet18"), Optional.empty());
        assertEquals(
                Files.size(recognized.model().onnx()), Files.size(named.model().onnx()));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> finder.find(Optional.of(checkpoint.toString()), Optional.of("resnet34"), Optional.empty()));
        assertTrue(e.getMessage().contains("do not fit resnet34"), e.getMessage());
    }

    @Test
    void whatWasConvertedIsKeptUntilTheFileChanges() throws Exception {
        var copy = Files.copy(checkpoint, folder.resolve("copy.pth"));
        var first = find(copy.toString()).model().onnx();
        var made = Files.getLastModifiedTime(first);
        assertEquals(first, find(copy.toString()).model().onnx());
        assertEquals(made, Files.getLastModifiedTime(first));
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1_000_000));
        var second = find(copy.toString()).model().onnx();
        assertNotEquals(first, second);
        assertFalse(Files.exists(first), "the old one is not kept");
    }

    @Test
    void aCardBesideTheFileOrNamed() throws Exception {
        var file = TinyModels.write(folder.resolve("net.onnx"), 2, 32);
        String card = "{\"id\": \"ID\", \"labels\": [\"cat\", \"dog\"], \"input\": {\"width\": 32, \"height\": 32}}";
        Files.writeString(folder.resolve("net.card.json"), card.replace("ID", "beside"));
        var other = Files.writeString(folder.resolve("other.json"), card.replace("ID", "named"));
        var beside = find(file.toString());
        assertEquals("beside", beside.model().id());
        assertEquals("dog", beside.model().labels().orElseThrow().name(1));
        assertFalse(beside.inCatalog());
        assertEquals(file, beside.model().onnx());
        var named = finder.find(Optional.of(file.toString()), Optional.empty(), Optional.of(other));
        assertEquals("named", named.model().id());
        Files.writeString(folder.resolve("net.card.json"), "{\"labels\": [\"cat\", \"dog\"]}");
        assertEquals("net", find(file.toString()).model().id());
        Files.writeString(folder.resolve("net.card.json"), "{\"nope\": 1}");
        assertThrows(CardException.class, () -> find(file.toString()));
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertThrows(
                NoSuchFileException.class,
                () -> find(folder.resolve("gone.onnx").toString()));
        assertThrows(NoSuchFileException.class, () -> find("gone.onnx"));
        fails("no model is called 'resnet-50'; available are resnet50, ", "resnet-50");
        fails("is a folder; give the path of the model's file", folder.toString());
        fails(
                "has none of the supported formats",
                Files.writeString(folder.resolve("x.dat"), "?").toString());
    }

    @Test
    void whatIsNotReadGetsTheCommandThatConvertsIt() throws Exception {
        fails("--tflite", Files.writeString(folder.resolve("m.tflite"), "?").toString());
        var saved = Files.createDirectory(folder.resolve("saved"));
        Files.writeString(saved.resolve("saved_model.pb"), "");
        fails("--saved-model " + saved, saved.toString());
        var exported = Files.createDirectory(folder.resolve("exported"));
        Files.writeString(exported.resolve("model.onnx"), "");
        fails("give the path of the model's file: " + exported.resolve("model.onnx"), exported.toString());
    }

    @Test
    void aDamagedFileIsNamedAndNothingIsLeft() throws Exception {
        var file =
                Files.writeString(folder.resolve("torn.pth"), "no checkpoint").toString();
        assertThrows(WeightFormatException.class, () -> find(file));
        try (var left = Files.walk(finder.zoo().home().converted())) {
            assertEquals(
                    0,
                    left.filter(f -> f.toString().contains("partial")
                                    || f.toString().endsWith("onnx"))
                            .count());
        }
    }

    @Test
    void aCardIsForAFile() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> finder.find(Optional.of("resnet50"), Optional.empty(), Optional.of(Path.of("card.json"))));
        assertEquals("a card or an architecture needs a file of weights, not the model resnet50", e.getMessage());
    }

    private ModelFinder.Found find(String wanted) throws IOException, InterruptedException {
        return finder.find(Optional.of(wanted), Optional.empty(), Optional.empty());
    }

    private void fails(String expected, String wanted) {
        var e = assertThrows(IllegalArgumentException.class, () -> find(wanted));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
}
