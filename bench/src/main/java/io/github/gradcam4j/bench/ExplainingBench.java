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
import java.util.Map;
import java.util.TreeMap;

/** One picture explained: at every depth, for another class, by another method, for all classes. */
final class ExplainingBench implements Bench {

    private static final int SCORED_CHANNELS = 8;
    private static final int IN_A_ROW = 10;

    private static final String INPUT = "input";

    private final Explainer explainer;
    private final ForwardBaseline forward;
    private final Tensor picture;
    private final List<Explainer> open = new ArrayList<>();
    private int target;

    private ExplainingBench(Explainer explainer, ForwardBaseline forward, Image picture) {
        this.explainer = explainer;
        this.forward = forward;
        var preprocessing = explainer.model().preprocessing();
        this.picture = Tensor.zeros(preprocessing.shape());
        preprocessing.writeTensor(picture, this.picture.floats());
    }

    static ExplainingBench of(Explainer explainer, Image picture) throws IOException {
        return new ExplainingBench(explainer, ForwardBaseline.of(explainer.model()), picture);
    }

    @Override
    public RoundRobin cases() throws IOException {
        var cases = new RoundRobin("One picture, " + explainer.model().id(), 1);
        cases.add(ForwardBaseline.NAME, () -> forward.run(picture));
        cases.add("classify", () -> explainer.classify(picture));
        for (Layer layer : depths()) {
            var own = alone(layer.name());
            cases.add("explain at " + name(layer), () -> explain(own, Methods.GRAD_CAM));
        }
        var atInput = alone(INPUT);
        cases.add("explain at the input", () -> explain(atInput, Methods.HIRES_CAM));
        var explained = explain(explainer, Methods.GRAD_CAM);
        cases.add("another class", IN_A_ROW, inARow(() -> explained.forTarget(Target.of(next()))));
        for (AttributionMethod method : List.of(Methods.HIRES_CAM, Methods.LAYER_CAM, Methods.EIGEN_CAM)) {
            cases.add("another method: " + method.title(), IN_A_ROW, inARow(() -> explained.forMethod(method)));
        }
        cases.add("Ablation-CAM, all channels", () -> explained.forMethod(Methods.ABLATION_CAM));
        cases.add("Score-CAM, each channel", SCORED_CHANNELS, () -> explained.forMethod(new ScoreCam(SCORED_CHANNELS)));
        cases.add("a map for each of %d classes".formatted(explainer.labels().size()), explained::allClasses);
        return cases.remark(
                        "Explanations are by Grad-CAM, from the model's input tensor to the map, predictions included; at the input by "
                                + "gradient times input.")
                .remark("Another class, another method and what follows start from an explanation at %s; "
                                .formatted(explained.layer().name())
                        + "classes and methods are asked for %d in a row.".formatted(IN_A_ROW));
    }

    /** One for each layer: an explainer keeps only its latest sessions open, and these are wanted by turns. */
    private Explainer alone(String layer) throws IOException {
        var alone = Explainer.open(explainer.model().withLayer(layer));
        open.add(alone);
        return alone;
    }

    private Explanation explain(Explainer by, AttributionMethod method) {
        return by.explain(picture, ExplainRequest.of(Target.top(1)).withMethod(method));
    }

    private static RoundRobin.Work inARow(Runnable asked) {
        return () -> {
            for (int i = 0; i < IN_A_ROW; i++) {
                asked.run();
            }
        };
    }

    private int next() {
        target = (target + 1) % explainer.labels().size();
        return target;
    }

    private static String name(Layer layer) {
        return "%s (%d x %d)"
                .formatted(layer.name(), layer.layout().height(), layer.layout().width());
    }

    /** From the layer that is explained by default up to the picture, the last layer of each size; each size is twice the one before. */
    private List<Layer> depths() {
        var own = explainer.layer();
        Map<Integer, Layer> last = new TreeMap<>();
        for (Layer layer : explainer.layers()) {
            int times = layer.layout().height() / own.layout().height();
            boolean doubled = times * own.layout().height() == layer.layout().height() && Integer.bitCount(times) == 1;
            if (doubled && layer.depth() <= own.depth()) {
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
