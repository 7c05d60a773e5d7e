package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.InferenceRuntime;
import io.github.gradcam4j.export.UnsupportedOperator;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.image.GraphHeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Overlay;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Point;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Range;
import io.github.gradcam4j.method.LinearMaps;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.EvaluationInput;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.model.ClassMaps;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.MapLayout;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.RawOutput;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.target.WeightedSum;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.ModelFinder;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of each type of the library's parameters and receivers. */
final class SampleArguments implements AutoCloseable {

    private final Map<Class<?>, Object> values = new LinkedHashMap<>();
    private final List<Runnable> closing = new ArrayList<>();

    SampleArguments(Path folder) throws IOException {
        put(boolean.class, false);
        put(byte.class, (byte) 1);
        put(int.class, 1);
        put(long.class, 1L);
        put(float.class, 0.5f);
        put(double.class, 0.5);
        all("text", new float[] {1}, new double[] {1}, new int[] {1}, new long[] {1}, new byte[] {1}, new Object[0]);
        all(new String[] {"text"}, Optional.empty(), Duration.ZERO, new BitSet(), new RuntimeException());
        put(Path.class, folder.resolve("none"));
        put(List.class, List.of());
        put(Collection.class, List.of());
        put(Map.class, Map.of());
        put(ByteBuffer.class, ByteBuffer.allocateDirect(4));
        put(FloatBuffer.class, FloatBuffer.allocate(4));
        put(InputStream.class, new ByteArrayInputStream(new byte[0]));
        put(OutputStream.class, new ByteArrayOutputStream());
        put(Class.class, String.class);
        put(Throwable.class, new RuntimeException());
        put(Object.class, "text");
        core(folder);
        var zoo = Zoo.at(new CacheDirectory(folder));
        all(zoo, zoo.home(), zoo.cards().get(0), new ModelFinder(zoo, DownloadListener.SILENT));
        all(Samples.drawn(), Samples.drawn().all().get(0), Photographs.in(folder));
    }

    private void core(Path folder) throws IOException {
        var file = ExampleModel.write(folder.resolve("example.onnx"));
        var source = ModelSource.of(file);
        var graph = source.graph();
        var image = Image.fromBufferedImage(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB));
        var explainer = Explainer.open(file);
        var session = Session.open(graph);
        var explanation = explainer.explain(image, Target.top(1));
        var inputs = Map.of("input", Tensor.zeros(1, 3, 224, 224));
        var gradient = GradientGraph.vectorJacobian(source, inputs);
        var runner = gradient.open();
        var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
        var planned = plan.open();
        closing.addAll(List.of(explainer::close, session::close, runner::close, planned::close));
        var input = EvaluationInput.of(explanation);
        all(source, graph, graph.nodes().get(0), graph.inputs().get(0), Attributes.of("axis", 1));
        all(GraphBuilder.from(graph), Constant.floats("c", new float[] {1}, 1));
        all(image, PixelFormat.RGB, DecodeLimits.DEFAULT, new Point(0, 0), new Range(0, 1), CropRegion.whole(image));
        all(Mask.of(4, 4, new BitSet()), Preprocessing.imageNet(), new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
        all(
                explainer,
                explanation,
                explanation.map(),
                explanation.layer(),
                explanation.context(),
                explanation.target());
        all(
                explanation.predictions(),
                explanation.model(),
                explanation.settings(),
                explanation.layer().layout());
        all(explanation.context().activations(), ClassMaps.of(List.of(explanation.map())));
        all(ExplainRequest.of(Target.top(1)), Target.top(1), Labels.numbers(2), Explainer.builder(file));
        all(Tensor.zeros(1, 3, 224, 224), session, SessionOptions.DEFAULT, DifferentiableGraph.of(graph, inputs));
        all(
                plan,
                planned,
                assertThrows(EngineException.class, () -> session.run(Map.of())),
                new InvalidModelException("text"));
        all(gradient, runner, input, SettingKey.FIT, PartialSettings.ofCaller());
        var nodes = GraphBuilder.opset(18);
        all(new GraphHeatMap(nodes, nodes.input("x", ElementType.FLOAT, "N", 2, 2), 2, 2));
        all(new LinearMaps(nodes, "x", explanation.layer().layout()), plan.toOnnx(), ExportOptions.DEFAULT);
        all(ExportTarget.INPUT, ExportTarget.ALL, ExportTarget.WEIGHTS, ExportTarget.TOP1);
        put(Progress.class, Progress.NONE);
        all(InferenceRuntime.CPU, new UnsupportedOperator("", "Sign", 18, 1, "node", ""));
        all(ClassScore.of(Target.top(1)), RawOutput.of("logits"), WeightedSum.of(1, RawOutput.of("logits")));
        put(MapLayout.class, new MapLayout(FeatureLayout.Kind.NCHW, 1, 1, 0));
        put(
                ModelRandomization.class,
                new ModelRandomization(List.of(), List.of(), Map.of("text", List.of()), Map.of()));
        put(Shapes.class, Shapes.probe(graph, inputs));
        put(Provider.class, Provider.CPU);
        Methods.all().forEach(this::all);
        Metric.all().forEach(this::all);
        put(Overlay.class, Overlay.of(Colormap.JET, 1));
    }

    private void put(Class<?> type, Object value) {
        values.put(type, value);
    }

    private void all(Object... each) {
        for (Object value : each) {
            values.put(value.getClass(), value);
        }
    }

    /** Returns a value of a type. */
    Object of(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (values.containsKey(type)) {
            return values.get(type);
        }
        return values.values().stream().filter(type::isInstance).findFirst().orElseGet(() -> {
            assertTrue(type.isInterface(), () -> "add a value of " + type.getName());
            return functional(type);
        });
    }

    /** Returns an implementation of an interface that is not called. */
    private static Object functional(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
