package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one method's map of one image.
 *
 * @param method the method's id
 * @param seconds the time for the map, without the forward pass that all methods share
 * @param values the values by the metrics' ids; metrics without a value are left out
 * @param curves probabilities at equal steps, by the ids of the metrics that have a curve
 * @param problem why there is no map; null if there is one
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MapScores(
        String method,
        double seconds,
        Map<String, Double> values,
        Map<String, List<Double>> curves,
        @Nullable String problem) {}
