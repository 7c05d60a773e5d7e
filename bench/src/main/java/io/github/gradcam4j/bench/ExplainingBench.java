package io.github.gradcam4j.bench;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.method.ScoreCam;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Explains one image at every depth, for another class, by other methods and for all classes. */
final class ExplainingBench implements Bench {

    private static final int SCORED_CHANNELS = 8;
    private static final int IN_A_ROW = 10;

    private static final String INPUT = "input";

    private final Explainer explainer;
    private final ForwardBaseline forward;
    private final Tensor input;
    private final List<Explainer> open = new ArrayList<>();
    private int target;

    private ExplainingBench(Explainer explainer, ForwardBaseline forward, Image image) {
        this.explainer = explainer;
        this.forward = forward;
        var preprocessing = explainer.model().preprocessing();
        input = Tensor.zeros(preprocessing.shape());
        preprocessing.writeTensor(image, input.floats());
    }

    static ExplainingBench of(Explainer explainer, Image image) throws IOException {
        return new ExplainingBench(explainer, ForwardBaseline.of(explainer.model()), image);
    }

    @Override
    public RoundRobin cases() throws IOException {
        var cases = new RoundRobin("One image, " + explainer.model().id(), 1);
        cases.add(ForwardBaseline.NAME, () -> forward.run(input));
        cases.add("classify", () -> explainer.classify(input));
        for (Layer layer : depths()) {
            var atLayer = open(layer.name());
            cases.add("explain at " + name(layer), () -> explain(atLayer, Methods.GRAD_CAM));
        }
        var atInput = open(INPUT);
        cases.add("explain at the input", () -> explain(atInput, Methods.HIRES_CAM));
        var explained = explain(explainer, Methods.GRAD_CAM);
        cases.add("another class", IN_A_ROW, inARow(() -> explained.forTarget(Target.of(next()))));
        for (AttributionMethod method : List.of(Methods.HIRES_CAM, Methods.LAYER_CAM, Methods.EIGEN_CAM)) {
            cases.add("another method: " + method.title(), IN_A_ROW, inARow(() -> explained.forMethod(method)));
        }
        cases.add("Ablation-CAM, all channels", () -> explained.forMethod(Methods.ABLATION_CAM));
        cases.add("Score-CAM, each channel", SCORED_CHANNELS, () -> explained.forMethod(new ScoreCam(SCORED_CHANNELS)));
        cases.add(
                String.format(
                        Locale.ROOT,
                        "a map for each of %d classes",
                        explainer.labels().size()),
                explained::allClasses);
        return cases.remark(
                        "Explanations use Grad-CAM; at the input, gradient times input. Each takes the model's input "
                                + "tensor and returns the map and the predictions.")
                .remark(String.format(
                                Locale.ROOT,
                                "The rows from \"another class\" on start from an explanation at %s. ",
                                explained.layer().name())
                        + String.format(Locale.ROOT, "Classes and methods run %d times in a row.", IN_A_ROW));
    }

    /** Opens an explainer for one layer. One explainer for all layers would reopen its sessions in every round. */
    private Explainer open(String layer) throws IOException {
        var own = Explainer.open(explainer.model().withLayer(layer));
        open.add(own);
        return own;
    }

    private Explanation explain(Explainer explainer, AttributionMethod method) {
        return explainer.explain(input, ExplainRequest.of(Target.top(1)).withMethod(method));
    }

    private static RoundRobin.Work inARow(Runnable work) {
        return () -> {
            for (int i = 0; i < IN_A_ROW; i++) {
                work.run();
            }
        };
    }

    private int next() {
        target = (target + 1) % explainer.labels().size();
        return target;
    }

    private static String name(Layer layer) {
        return String.format(
                Locale.ROOT,
                "%s (%d x %d)",
                layer.name(),
                layer.layout().height(),
                layer.layout().width());
    }

    /**
     * Returns layers from the default layer towards the input: the last layer of each size. Each size is twice the
     * previous one.
     */
    private List<Layer> depths() {
        var deepest = explainer.layer();
        Map<Integer, Layer> last = new TreeMap<>();
        for (Layer layer : explainer.layers()) {
            int times = layer.layout().height() / deepest.layout().height();
            boolean doubled =
                    times * deepest.layout().height() == layer.layout().height() && Integer.bitCount(times) == 1;
            if (doubled && layer.depth() <= deepest.depth()) {
                last.put(times, layer);
            }
        }
        return List.copyOf(last.values());
    }

    @Override
    public void close() {
        open.forEach(Explainer::close);
        forward.close();
    }
}
