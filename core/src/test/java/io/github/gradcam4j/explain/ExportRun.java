package io.github.gradcam4j.explain;

import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.runtime.Session;
import io.github.gradcam4j.runtime.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * An exported model that is run, and what is expected of its maps.
 *
 * @param outputs of the exported model by name
 */
record ExportRun(OnnxExport export, Map<String, Tensor> outputs) {

    /**
     * Runs an exported model.
     *
     * @param tensor the image as the model's input, float32
     * @param choice the further input; null for none
     */
    static ExportRun of(OnnxExport export, Explainer explainer, Tensor tensor, Tensor choice) {
        var type = export.graph().inputs().stream()
                .filter(i -> i.name().equals(export.image()))
                .findFirst()
                .orElseThrow()
                .type();
        boolean converts = type != ElementType.FLOAT && !export.image().equals("image");
        Graph graph = converts ? export.graph().withCastInput(export.image(), ElementType.FLOAT) : export.graph();
        String image = converts ? export.image() + "/float" : export.image();
        var constants = explainer.model().constants().stream()
                .filter(c -> graph.inputNames().contains(c.name()))
                .toList();
        var inputs = new HashMap<String, Tensor>();
        inputs.put(image, tensor);
        export.choice().ifPresent(name -> inputs.put(name, choice));
        try (var session = Session.open(graph.withInputValues(constants, image))) {
            return new ExportRun(export, session.run(inputs));
        }
    }

    /** Returns the largest difference of a map from the expected one, relative to its largest value. */
    double difference(HeatMap expected, int index) {
        var values = expected.values();
        var written = outputs.get(export.map()).floats();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            float actual = written.get(index * values.length + i);
            largest = Math.max(largest, Math.abs(values[i]));
            // NaN is a difference.
            double d = Math.abs(values[i] - actual);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
        }
        return largest == 0 ? difference : difference / largest;
    }
}
