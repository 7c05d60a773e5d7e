package io.github.gradcam4j.gradient;

import java.util.Map;
import java.util.TreeMap;

/** Random uses of every operator with a gradient rule. */
final class RandomUses {

    private RandomUses() {}

    /** Returns for each operator a way to draw a use of it. */
    static Map<String, RandomUse.Draw> all() {
        var draws = new TreeMap<String, RandomUse.Draw>();
        RandomElementwiseUses.addTo(draws);
        RandomWindowUses.addTo(draws);
        RandomNormalizationUses.addTo(draws);
        RandomShapeUses.addTo(draws);
        RandomSelectionUses.addTo(draws);
        RandomMovementUses.addTo(draws);
        return draws;
    }
}
