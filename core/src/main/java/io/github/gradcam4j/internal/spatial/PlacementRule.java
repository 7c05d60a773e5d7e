package io.github.gradcam4j.internal.spatial;

import java.util.List;

/** Computes the placements of an operator's output from those of its inputs. */
@FunctionalInterface
interface PlacementRule {

    /**
     * Returns the placements of an output, of the output's shape; empty if no axis of the image can be followed to it.
     *
     * @param output the index of the output
     */
    List<Placement> placements(PlacementNode node, int output);
}
