package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportOptions.Batch;
import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.export.OnnxExport.Form;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exported models give the outputs of the original and the maps of the explainer. */
class OnnxExportTest {

    /** Operators that runtimes on phones and in browsers lack. */
    private static final Set<String> RARE = Set.of("TopK", "OneHot", "ScatterElements", "ScatterND", "NonZero");

    private static final ExportOptions DEFAULT = ExportOptions.DEFAULT;

    @TempDir
    private Path folder;

    @Test
    void mapsOfAllModelsAreThoseOfTheExplainer() throws IOException {
        for (var model : PlanModels.all().entrySet()) {
            try (var explainer = model.getValue().open(folder)) {
                var tensor = PlanModels.input(explainer, 1);
                for (AttributionMethod method :
                        List.of(Methods.GRAD_CAM, Methods.GRAD_CAM_PLUS_PLUS, Methods.LAYER_CAM)) {
                    var request = ExplainRequest.of(Target.top(1)).withMethod(method);
                    var raw = explainer.explain(tensor, request).map(Sign.BOTH);
                    String name = model.getKey() + " " + method.id();
                    assertMap(raw, explainer, request, DEFAULT, tensor, name);
                    assertMap(
                            raw,
                            explainer,
                            request,
                            DEFAULT.withTarget(ExportTarget.INPUT),
                            tensor,
                            name + " of an input");
                    var p = explainer.model().preprocessing();
                    assertMap(
                            raw.relu().resize(p.height(), p.width()).normalize(),
                            explainer,
                            request,
                            DEFAULT.withSign(Sign.POSITIVE)
                                    .withMapSize(MapSize.INPUT)
                                    .withNormalized(true)
                                    .withBatch(Batch.of(1)),
                            tensor,
                            name + " finished");
                }
            }
        }
    }

    private static void assertMap(
            HeatMap expected,
            Explainer explainer,
            ExplainRequest request,
            ExportOptions options,
            Tensor tensor,
            String name)
            throws IOException {
        var export = explainer.plan(request).toOnnx(options);
        var run = ExportRun.of(export, explainer, tensor, best());
        assertTrue(run.difference(expected, 0) <= export.tolerance(), () -> name + ": " + run.difference(expected, 0));
        assertOriginalOutputs(export, run, explainer, tensor, name);
        var added =
                new TreeSet<>(added(export, explainer).stream().map(Node::op).toList());
        if (!name.startsWith("brightest-row")) {
            assertTrue(added.stream().noneMatch(RARE::contains), () -> name + ": " + added);
        }
        if (options.batch().equals(Batch.of(1))) {
            assertFalse(added.contains("Shape"), () -> name + ": " + added);
        }
    }

    /** The outputs of the original come first, as they are declared there, with the same bits. */
    private static void assertOriginalOutputs(
            OnnxExport export, ExportRun run, Explainer explainer, Tensor tensor, String name) throws IOException {
        var original = explainer.model().source().original();
        var outputs = export.graph().outputs();
        var types = original.outputs().stream().map(TensorInfo::type).toList();
        assertEquals(original.outputNames(), export.graph().outputNames().subList(0, types.size()), name);
        assertEquals(
                types,
                outputs.stream().limit(types.size()).map(TensorInfo::type).toList(),
                name);
        var type = original.inputs().get(0).type();
        String input = original.inputNames().get(0);
        var floats = type == ElementType.FLOAT ? original : original.withCastInput(input, ElementType.FLOAT);
        try (var session = Session.open(floats)) {
            var expected = session.run(Map.of(floats.inputNames().get(0), tensor));
            original.outputNames()
                    .forEach(output -> assertArrayEquals(
                            expected.get(output).toFloat32().toArray(),
                            run.outputs().get(output).toFloat32().toArray(),
                            1e-6f,
                            name));
        }
    }

    /** Returns the nodes that the original does not have. */
    private static List<Node> added(OnnxExport export, Explainer explainer) throws IOException {
        var original = explainer.model().source().original().tensors();
        return export.graph().nodes().stream()
                .filter(n -> !original.contains(n.output()))
                .toList();
    }

    private static Tensor best() {
        return indices(-1);
    }

    private static Tensor indices(long... values) {
        var bytes = ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(values);
        return new Tensor(ElementType.INT64, new long[] {values.length}, bytes);
    }

    @Test
    void eachImageOfABatchHasItsOwnClass() throws IOException {
        for (AttributionMethod method : List.of(Methods.GRAD_CAM, Methods.LAYER_CAM)) {
            try (var explainer = TinyModels.deep(folder)) {
                var request = ExplainRequest.of(Target.top(1)).withMethod(method);
                var export = explainer.plan(request).toOnnx(DEFAULT.withTarget(ExportTarget.INPUT));
                var images =
                        List.of(Tensor.randn(1, 1, 3, 2, 2), Tensor.randn(2, 1, 3, 2, 2), Tensor.randn(3, 1, 3, 2, 2));
                var run = ExportRun.of(export, explainer, Tensor.concat(images), indices(1, -1, 0));
                for (int i = 0; i < images.size(); i++) {
                    var target = i == 1 ? Target.top(1) : Target.of(i == 0 ? 1 : 0);
                    var expected = explainer.explain(
                            images.get(i), ExplainRequest.of(target).withMethod(method));
                    assertEquals(0, run.difference(expected.map(Sign.BOTH), i), 1e-5, method.id() + " image " + i);
                }
            }
        }
    }

    @Test
    void targetsOfRanksAndContrasts() throws IOException {
        var targets = List.of(
                Target.of(1),
                Target.of(1).versus(0),
                Target.top(2),
                Target.top(1).versus(Target.top(2)),
                Target.top(2).versus(Target.top(1)));
        for (Target target : targets) {
            for (AttributionMethod method :
                    List.of(Methods.GRAD_CAM, Methods.HIRES_CAM, Methods.XGRAD_CAM, Methods.ELEMENT_WISE)) {
                try (var explainer = TinyModels.linear(folder)) {
                    var request = ExplainRequest.of(target).withMethod(method);
                    var tensor = PlanModels.input(explainer, 4);
                    var export = explainer.plan(request).toOnnx();
                    var run = ExportRun.of(export, explainer, tensor, null);
                    assertEquals(
                            0,
                            run.difference(explainer.explain(tensor, request).map(Sign.BOTH), 0),
                            1e-5,
                            target + " " + method.id());
                    assertEquals(method != Methods.ELEMENT_WISE, export.form() == Form.LINEAR);
                }
            }
        }
    }

    @Test
    void theClassesOutputNamesTheExplainedClass() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var tensor = Tensor.randn(5, 1, 3, 2, 2);
            var export = explainer.plan(ExplainRequest.of(Target.top(2))).toOnnx();
            var run = ExportRun.of(export, explainer, tensor, null);
            assertEquals("saliency_class", export.best().orElseThrow());
            assertArrayEquals(
                    new long[] {explainer.classify(tensor).ranked(2)},
                    run.outputs().get("saliency_class").integers());
        }
    }

    @Test
    void mapsOfAllClasses() throws IOException {
        try (var explainer = TinyModels.linear(folder)) {
            var request = ExplainRequest.of(Target.top(1));
            var tensor = Tensor.randn(6, 1, 3, 2, 2);
            var export = explainer.plan(request).toOnnx(DEFAULT.withTarget(ExportTarget.ALL));
            var run = ExportRun.of(export, explainer, tensor, null);
            var expected = explainer.explain(tensor, request).allClasses();
            assertArrayEquals(
                    new long[] {1, expected.size(), 2, 2},
                    run.outputs().get("saliency_map").shape());
            for (int c = 0; c < expected.size(); c++) {
                assertEquals(0, run.difference(expected.of(c), c), 1e-5);
            }
        }
    }

    @Test
    void allClassesAreRefusedWithTheReason() throws IOException {
        try (var explainer = TinyModels.squares(folder)) {
            assertRefused("are not linear functions of layer", explainer, Methods.GRAD_CAM);
        }
        try (var explainer = TinyModels.linear(folder)) {
            assertRefused("does not give the maps of layercam for all classes", explainer, Methods.LAYER_CAM);
        }
    }

    private static void assertRefused(String reason, Explainer explainer, AttributionMethod method) {
        var plan = explainer.plan(ExplainRequest.of(Target.top(1)).withMethod(method));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> plan.toOnnx(DEFAULT.withTarget(ExportTarget.ALL)))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void weightsOfClassesAreAnInput() throws IOException {
        try (var explainer = TinyModels.deep(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)).withMethod(Methods.LAYER_CAM));
            var export = plan.toOnnx(DEFAULT.withTarget(ExportTarget.WEIGHTS));
            var tensor = Tensor.randn(7, 1, 3, 2, 2);
            int classes = explainer.labels().size();
            var weights = Tensor.zeros(1, classes);
            weights.floats().put(0, 1).put(1, -1);
            var run = ExportRun.of(export, explainer, tensor, weights);
            var request = ExplainRequest.of(Target.of(0).versus(1)).withMethod(Methods.LAYER_CAM);
            assertEquals(0, run.difference(explainer.explain(tensor, request).map(Sign.BOTH), 0), 1e-5);
        }
    }

    @Test
    void pixelsArePreprocessedInTheModel() throws IOException {
        for (Preprocessing.Channels channels : Preprocessing.Channels.values()) {
            for (Preprocessing.Layout layout : Preprocessing.Layout.values()) {
                var model = ModelSource.of("pixels", pooled(channels.count(), layout));
                var preprocessing = Preprocessing.imageNet()
                        .withLayout(layout)
                        .withChannels(channels)
                        .withInputSize(6, 5)
                        .withFit(Preprocessing.Fit.SQUASH)
                        .withScale(1 / 127.5)
                        .withMean(List.of(0.5))
                        .withStd(List.of(0.25));
                try (var explainer = Explainer.open(Model.of(model).withPreprocessing(preprocessing))) {
                    var image = image(6, 5);
                    var request = ExplainRequest.of(Target.of(1));
                    var export = explainer.plan(request).toOnnx(DEFAULT.withInput(InputKind.UINT8));
                    var format = channels == Preprocessing.Channels.RGBA ? PixelFormat.RGBA : PixelFormat.RGB;
                    var bytes = image.toPixels(format);
                    var data =
                            ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind();
                    var pixels = new Tensor(ElementType.UINT8, new long[] {1, 5, 6, bytes.length / 30}, data);
                    var seen = Tensor.zeros(explainer.model().preprocessing().shape());
                    explainer.model().preprocessing().writeTensor(image, seen.floats());
                    var expected = explainer.explain(seen, request);
                    var run = ExportRun.of(export, explainer, pixels, null);
                    assertEquals(0, run.difference(expected.map(Sign.BOTH), 0), 1e-5, channels + " " + layout);
                }
            }
        }
    }

    private static Graph pooled(int channels, Preprocessing.Layout layout) {
        var g = GraphBuilder.opset(17);
        String planes = layout == Preprocessing.Layout.NCHW
                ? g.input("x", ElementType.FLOAT, 1, channels, 5, 6)
                : g.node(
                        "planes",
                        "Transpose",
                        List.of(g.input("x", ElementType.FLOAT, 1, 5, 6, channels)),
                        Attributes.of("perm", new long[] {0, 3, 1, 2}));
        var kernel = new float[4 * channels * 4];
        Arrays.setAll(new Object[kernel.length], i -> kernel[i] = (float) Math.sin(i + 1));
        g.initializer("kernel", kernel, 4, channels, 2, 2);
        g.node("features", "Relu", List.of(g.node("conv", "Conv", List.of(planes, "kernel"))));
        var weights = new float[12];
        Arrays.setAll(new Object[12], i -> weights[i] = (float) Math.cos(3 * i));
        g.initializer("weights", weights, 4, 3);
        String mean = g.node("mean", "Flatten", List.of(g.node("pool", "GlobalAveragePool", List.of("features"))));
        g.output(g.node("logits", "MatMul", List.of(mean, "weights")), ElementType.FLOAT, 1, 3);
        return g.build();
    }

    private static Image image(int width, int height) {
        var random = new Random(8);
        var argb = random.ints((long) width * height).toArray();
        return Image.fromPixels(argb, width, height);
    }

    @Test
    void keepsTheOpset() throws IOException {
        try (var explainer = Explainer.open(Model.of(ModelSource.of("net", pooled(3, Preprocessing.Layout.NCHW))))) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            assertEquals(17, plan.toOnnx().graph().opset());
            var normalized = DEFAULT.withNormalized(true);
            for (int opset : List.of(13, 16, 18, 20)) {
                var export = plan.toOnnx(normalized.withOpset(opset));
                assertEquals(opset, export.graph().opset());
                var tensor = Tensor.randn(9, 1, 3, 5, 6);
                var expected = explainer.explain(tensor, ExplainRequest.of(Target.top(1)));
                var run = ExportRun.of(export, explainer, tensor, null);
                assertEquals(0, run.difference(expected.map(Sign.BOTH).normalize(), 0), 1e-5);
            }
        }
    }

    @Test
    void anOpsetThatLacksAnOperatorIsRefusedWithIt() throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 1, 3, 5, 6);
        g.node("features", "Relu", List.of("x"));
        String mish = g.node("mish", "Mish", List.of("features"));
        g.output(g.node("mean", "Flatten", List.of(g.node("pool", "GlobalAveragePool", List.of(mish)))));
        try (var explainer = Explainer.open(Model.of(ModelSource.of("net", g.build())))) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            String message = assertThrows(RuntimeException.class, () -> plan.toOnnx(DEFAULT.withOpset(17)))
                    .getMessage();
            assertTrue(message.contains("Mish (node mish) needs opset 18 or later, not 17"), message);
        }
    }

    @Test
    void takenNamesGetAPrefixAndForeignMetadataStays() throws IOException {
        var first = folder.resolve("first.onnx");
        try (var explainer = Explainer.open(Model.of(ModelSource.of("net", pooled(3, Preprocessing.Layout.NCHW))))) {
            var export = explainer.plan(ExplainRequest.of(Target.top(1))).toOnnx();
            var named = export.graph().metadata();
            assertEquals("gradcam", named.get("gradcam4j.method"));
            assertEquals("top1", named.get("gradcam4j.target"));
            assertEquals(64, named.get("gradcam4j.sha256").length());
            assertTrue(named.get("gradcam4j.preprocessing").startsWith("{\"size\":[5,6]"), named::toString);
            assertEquals("Rgb8", named.get("Image.BitmapPixelFormat"));
            export.graph()
                    .withMetadata(Map.of("author", "a student", "Image.ColorSpaceGamma", "SRGB"))
                    .write(first);
        }
        try (var explainer = Explainer.open(Model.of(first).withOutput("logits"))) {
            var export = explainer.plan(ExplainRequest.of(Target.top(1))).toOnnx();
            assertEquals("gradcam_saliency_map", export.map());
            assertEquals("gradcam_saliency_class", export.best().orElseThrow());
            assertEquals("a student", export.graph().metadata().get("author"));
            var tensor = Tensor.randn(10, 1, 3, 5, 6);
            var run = ExportRun.of(export, explainer, tensor, null);
            var map =
                    explainer.explain(tensor, ExplainRequest.of(Target.top(1))).map(Sign.BOTH);
            assertEquals(0, run.difference(map, 0), 1e-5);
            assertArrayEquals(
                    run.outputs().get("saliency_map").toArray(),
                    run.outputs().get("gradcam_saliency_map").toArray(),
                    1e-6f);
        }
    }

    @Test
    void innerTensorsBecomeOutputs() throws IOException {
        try (var explainer = Explainer.open(Model.of(ModelSource.of("net", pooled(3, Preprocessing.Layout.NCHW))))) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            var export = plan.toOnnx(DEFAULT.withAlso(List.of("features")));
            assertEquals(
                    List.of("logits", "saliency_map", "saliency_class", "features"),
                    export.graph().outputNames());
            String message = assertThrows(
                            IllegalArgumentException.class, () -> plan.toOnnx(DEFAULT.withAlso(List.of("feature"))))
                    .getMessage();
            assertTrue(message.contains("no tensor 'feature'") && message.contains("features"), message);
        }
    }

    @Test
    void weightsMayHaveAFileOfTheirOwn() throws IOException {
        try (var explainer = PlanModels.all().get("resnet").open(folder)) {
            var export = explainer.plan(ExplainRequest.of(Target.top(1))).toOnnx();
            var file = folder.resolve("large.onnx");
            export.graph().writeWithData(file);
            assertTrue(Files.size(folder.resolve("large.onnx.data")) > 0);
            var tensor = PlanModels.input(explainer, 11);
            var expected =
                    ExportRun.of(export, explainer, tensor, null).outputs().get("saliency_map");
            var read = ModelSource.of(file).original();
            try (var session = Session.open(read)) {
                assertEquals(
                        expected,
                        session.run(Map.of(read.inputNames().get(0), tensor)).get("saliency_map"));
            }
        }
    }

    @Test
    void aFixedBatchCannotGrow() throws IOException {
        try (var explainer = TinyModels.linearOneByOne(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            String message = assertThrows(
                            IllegalArgumentException.class, () -> plan.toOnnx(DEFAULT.withBatch(Batch.of(4))))
                    .getMessage();
            assertTrue(message.contains("takes one image at a time"), message);
        }
    }

    @Test
    void aPlanFromAFileIsExportedUpToItsScores() throws IOException {
        try (var explainer = TinyModels.deep(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            var export = ExplainPlan.read(plan.toBytes()).toOnnx();
            var names = new HashSet<>(export.graph().outputNames());
            assertTrue(names.containsAll(List.of("saliency_map", "saliency_class")), names::toString);
            var tensor = Tensor.randn(12, 1, 3, 2, 2);
            var run = ExportRun.of(export, explainer, tensor, null);
            var map =
                    explainer.explain(tensor, ExplainRequest.of(Target.top(1))).map(Sign.BOTH);
            assertEquals(0, run.difference(map, 0), 1e-5);
        }
    }
}
