package io.github.gradcam4j.cli;

import java.util.List;
import java.util.Map;

/**
 * What the measures say of every method's map of one picture; kept as a file, so that an evaluation that was stopped goes on.
 *
 * @param settings what the result depends on beside the picture
 * @param objectShare the object's share of what the model saw, 0..1; null where its place is not known
 */
record ImageScores(
        String settings,
        String input,
        int target,
        String label,
        double probability,
        Double objectShare,
        List<JudgedMap> maps) {

    /**
     * One method's map.
     *
     * @param curves probabilities at equal steps, for the measures that have a curve
     * @param problem why there is no map; null where there is one
     */
    record JudgedMap(
            String method, double seconds, Map<String, Double> values, Map<String, double[]> curves, String problem) {}
}
