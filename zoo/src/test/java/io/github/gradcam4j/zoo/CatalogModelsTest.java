package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog's models that are not ResNets, with their real weights. */
class CatalogModelsTest {

    @TempDir
    Path folder;

    private Zoo zoo;

    @BeforeEach
    void open() {
        zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
    }

    /** The prediction that the project which publishes the file gives for this photograph. */
    @Test
    void squeezeNetFromAFileFetchedByHand() throws Exception {
        var file = ReferenceData.path("models/squeezenet-fp16.onnx");
        var photo = Image.read(ReferenceData.path("photos/corgi_1.jpg"));
        var card = zoo.card("squeezenet1_0");
        assertEquals(Files.size(file), card.size());
        var model = zoo.importFile(card, file, DownloadListener.SILENT);
        assertEquals("squeezenet1_0", zoo.preferred().id(), "the only model that is ready");
        try (var explainer = Explainer.open(model)) {
            var top = explainer.classify(photo).top(1).get(0);
            assertEquals(Labels.imageNet().resolve("Pembroke"), top.index());
            assertEquals(0.97, top.probability(), 0.005);
            for (String layer : card.layers().keySet()) {
                var request = ExplainRequest.of(Target.top(1)).withLayer(layer);
                assertEquals(layer, explainer.explain(photo, request).layer().name());
            }
        }
    }

    @Test
    void anotherFileIsNotSqueezeNet() throws Exception {
        var other = TinyModels.write(folder.resolve("SqueezeNet_fp16.onnx"), 1000, 224);
        var card = zoo.card("squeezenet1_0");
        var e = assertThrows(DownloadException.class, () -> zoo.importFile(card, other, DownloadListener.SILENT));
        assertTrue(e.getMessage().contains("is not a source of model squeezenet1_0"), e.getMessage());
    }

    @Test
    void detypifyReadsDrawnSymbols() throws Exception {
        try (var explainer = Explainer.open(RealModels.detypify())) {
            for (var symbol : DrawnSymbols.strokes().entrySet()) {
                var square = explainer.classify(DrawnSymbols.draw(symbol.getValue(), 600, 600));
                assertEquals(symbol.getKey(), square.top(1).get(0).label());
            }
            var strokes = DrawnSymbols.strokes().get("arrow.r");
            var wide = explainer.explain(DrawnSymbols.draw(strokes, 600, 300), Target.of("\u2192"));
            assertEquals("arrow.r", wide.predictions().top(1).get(0).label());
            assertEquals("blocks.4", wide.layer().name());
            assertTrue(wide.target().probability() > 0.5, wide.target().toString());
        }
    }

    /** A model of symbols is no default for photographs. */
    @Test
    void detypifyIsNeverTheDefault() throws Exception {
        var card = zoo.card("detypify");
        Files.createDirectories(zoo.path(card).getParent());
        TinyModels.write(zoo.path(card), 411, 224);
        assertTrue(zoo.isReady(card));
        assertEquals("resnet50-msra", zoo.preferred().id());
    }
}
