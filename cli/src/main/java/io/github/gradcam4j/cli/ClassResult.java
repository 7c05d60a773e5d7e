package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.metric.CompletenessError;
import io.github.gradcam4j.report.ExplanationJson;
import java.util.OptionalDouble;

/**
 * All that is to be said about one class in one picture; small, and free of the picture and the model.
 *
 * @param share the share of the score that the map adds up to, 1 for all; empty where the method is not meant to add up
 */
record ClassResult(ExplanationJson json, OptionalDouble share) {

    static ClassResult of(InputImage input, String model, Explanation explanation) {
        var share = explanation.method().isComplete(explanation.context())
                ? CompletenessError.explained(explanation)
                : OptionalDouble.empty();
        return new ClassResult(ExplanationJson.of(input.name(), model, explanation), share);
    }

    /** The same class with one map that stands for several layers'. */
    ClassResult fused(String layers, HeatMap map, Explanation.Timings took) {
        return new ClassResult(json.withMap(layers, map, took), OptionalDouble.empty());
    }

    /** The raw map. */
    HeatMap map() {
        return HeatMap.of(json.map().raw(), json.map().height(), json.map().width());
    }
}
