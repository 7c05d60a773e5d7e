package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.metric.CompletenessError;
import io.github.gradcam4j.report.ExplanationJson;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The explanation of one class of one image, without references to the image and the model.
 *
 * @param completeness the fraction of the score that the map accounts for, 1 for all; empty for methods without
 *     completeness
 */
record ClassResult(ExplanationJson json, OptionalDouble completeness) {

    static ClassResult of(InputImage input, Explanation explanation) {
        var completeness = explanation.method().isComplete(explanation.context())
                ? CompletenessError.completeness(explanation)
                : OptionalDouble.empty();
        return new ClassResult(ExplanationJson.of(input.name(), explanation), completeness);
    }

    /** Returns a copy with the fused map of several layers. */
    ClassResult fused(String layers, HeatMap map, List<String> notes, Explanation.Timings took) {
        return new ClassResult(json.withMap(layers, map, notes, took), OptionalDouble.empty());
    }

    /** Returns the raw map. */
    HeatMap map() {
        return HeatMap.of(json.map().raw(), json.map().height(), json.map().width());
    }
}
