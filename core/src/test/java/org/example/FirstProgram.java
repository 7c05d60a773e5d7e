package org.example;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

final class FirstProgram {
    static List<Explanation> run(
            byte[] onnx, byte[] file, ExecutorService worker, AttributionMethod slow, CountDownLatch started)
            throws Exception {
        var half = List.of(0.5, 0.5, 0.5);
        var input = Preprocessing.imageNet().withMean(half).withStd(half);
        var labels = Labels.of(List.of("red", "green", "blue"));
        var model = Model.of(ModelSource.of("colors", onnx)).withLabels(labels).withPreprocessing(input);
        var method = AttributionMethod.of("mean", "Mean of two", FirstProgram::mean);
        try (var explainer = Explainer.open(model)) {
            var image = Image.decode(file);
            var endless = ExplainRequest.of(Target.top(1)).withMethod(slow);
            var running = worker.submit(() -> explainer.explain(image, endless));
            started.await();
            running.cancel(true);
            var request = ExplainRequest.of(Target.of("green")).withMethod(method);
            return explainer.explain(List.of(image, image), request);
        }
    }

    private static HeatMap mean(AttributionContext context) {
        var maps = List.of(Methods.GRAD_CAM.attribute(context), Methods.LAYER_CAM.attribute(context));
        return LayerFusion.MEAN.of(
                maps, context.gradient().height(), context.gradient().width());
    }
}
