package io.github.gradcam4j.zoo;

import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.KerasFiles.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.formats.keras.KerasFiles;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model as Teachable Machine exports it, small: a convolutional net and a classifier, each a model in a model. */
class TeachableMachineTest {

    private static final int SIZE = 16;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void export() throws IOException {
        String base = ("{'class_name':'Model','config':{'name':'model1','layers':[%s,%s,%s,%s],"
                        + "'input_layers':[['input_1',0,0]],'output_layers':[['out_relu',0,0]]}}")
                .formatted(
                        input("input_1", SIZE, SIZE, 3),
                        node(
                                "Conv2D",
                                "Conv1",
                                "'filters':4,'kernel_size':[3,3],'strides':[2,2],'padding':'same','use_bias':false",
                                "input_1"),
                        node("DepthwiseConv2D", "dw", "'kernel_size':[3,3],'padding':'same','use_bias':false", "Conv1"),
                        node("ReLU", "out_relu", "'max_value':6", "dw"));
        String head = sequential(
                "sequential_3",
                layer("Dense", "dense_Dense1", "'units':5,'activation':'relu','batch_input_shape':[null,4]"),
                layer("Dense", "dense_Dense2", "'units':2,'activation':'softmax','use_bias':false"));
        String whole = sequential(
                "sequential_4",
                sequential("sequential_1", base, layer("GlobalAveragePooling2D", "pool", "'trainable':false")),
                head);
        model = new KerasFiles()
                .weight("Conv1/kernel", values(108, 1), 3, 3, 3, 4)
                .weight("dw/depthwise_kernel", values(36, 2), 3, 3, 4, 1)
                .weight("dense_Dense1/kernel", values(20, 3), 4, 5)
                .weight("dense_Dense1/bias", values(5, 4), 5)
                .weight("dense_Dense2/kernel", values(10, 5), 5, 2)
                .write(Files.createDirectory(folder.resolve("my-cats")), whole);
        metadata("{'packageName':'@teachablemachine/image','labels':['Minka','Momo'],'imageSize':16}");
    }

    private static String node(String type, String name, String config, String input) {
        return "{'class_name':'%s','name':'%s','config':{'name':'%s',%s},'inbound_nodes':[[['%s',0,0,{}]]]}"
                .formatted(type, name, name, config, input);
    }

    private void metadata(String json) throws IOException {
        Files.writeString(model.resolveSibling("metadata.json"), json.replace('\'', '"'));
    }

    @Test
    void isExplainedWithItsLabelsAndItsInput() throws Exception {
        var found = find();
        assertEquals("my-cats", found.model().id());
        try (var explainer = Explainer.open(found.model())) {
            assertEquals(
                    List.of(
                            "from metadata.json: color rgb, pixels 255, mean 127, std 127, fit crop, resize 16, "
                                    + "interpolation bilinear, activation softmax, 2 labels",
                            "from the graph: input-size 16x16, layout nchw"),
                    explainer.settings().lines());
            var seen = explainer.model().preprocessing();
            assertEquals(SIZE, seen.width());
            assertEquals(SIZE, seen.resize(), "the largest square of the picture");
            assertEquals("Momo", explainer.labels().name(1));
            var explanation = explainer.explain(picture(), ExplainRequest.of(Target.of("minka")));
            assertEquals(0, explanation.target().index());
            assertEquals(8, explanation.map().height());
            assertEquals(8, explanation.map().width());
            assertEquals(0, explanation.cropRegion().y());
            assertEquals(4, explanation.cropRegion().x(), "the square in the middle of 24 x 16");
            float[] minka = explanation.map().values();
            float[] momo = explanation.forTarget(Target.of("Momo")).map().values();
            double difference = 0;
            for (int i = 0; i < minka.length; i++) {
                difference = Math.max(difference, Math.abs(minka[i] - momo[i]));
            }
            assertTrue(difference > 1e-4, "each class has a map of its own");
        }
    }

    /** {@code pixels.div(127).sub(1)} in its own library. */
    @Test
    void valuesLieBetweenMinusOneAndOne() throws Exception {
        var input = find().model().preprocessing().withModelInput(1, 3, SIZE, SIZE);
        var black = FloatBuffer.allocate(3 * SIZE * SIZE);
        input.writeTensor(picture(), black);
        assertEquals(-1f, black.get(0));
        assertEquals(255 / 127f - 1, black.get(SIZE * SIZE - 1), 1e-6);
    }

    @Test
    void metadataOfAnotherProgramIsNotTakenForItsOwn() throws Exception {
        metadata("{'packageName':'somebody/else','labels':['a','b']}");
        var found = find();
        assertTrue(found.model().labels().isEmpty());
        assertEquals(
                "Settings[usual for Keras: pixels 1, mean 0, std 1, fit squash]",
                found.model().settings().toString());
        metadata("{");
        var notes = find().model().settings().notes();
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("metadata.json is not JSON"), notes.toString());
    }

    @Test
    void aShardThatChangesIsReadAgain() throws Exception {
        var first = find().model().onnx();
        assertEquals(first, find().model().onnx());
        var bytes = Files.readAllBytes(first);
        var shard = model.resolveSibling("shard0.bin");
        var weights = Files.readAllBytes(shard);
        weights[3] ^= 0x40;
        Files.write(shard, weights);
        Files.setLastModifiedTime(shard, FileTime.fromMillis(1_000_000));
        var second = find().model().onnx();
        assertTrue(!first.equals(second) && !Files.exists(first), "the old one is not kept");
        assertTrue(Arrays.mismatch(bytes, Files.readAllBytes(second)) >= 0);
        assertArrayEquals(
                Files.readAllBytes(second), Files.readAllBytes(find().model().onnx()));
    }

    private ModelFinder.Found find() throws IOException, InterruptedException {
        var zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
        return new ModelFinder(zoo, DownloadListener.SILENT)
                .find(Optional.of(model.toString()), Optional.empty(), Optional.empty());
    }

    /** 24 x 16: black on the left, white on the right. */
    private static Image picture() {
        var image = new BufferedImage(24, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 12; x < 24; x++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        return Image.fromBufferedImage(image);
    }
}
