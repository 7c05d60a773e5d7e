package io.github.gradcam4j.graph;

import java.util.Arrays;
import java.util.Optional;

/**
 * The axes to which the scales or sizes of a Resize of opset 18 apply.
 *
 * @param axes negative ones are counted from the last axis
 * @param isNeeded whether the node cannot do without them: a region of interest, or a policy for the proportions of
 *     sizes, is about the same axes
 */
record ResizeAxes(long[] axes, boolean isNeeded) {

    /** Returns the axes of a Resize; empty if it has none, and resizes all. */
    static Optional<ResizeAxes> of(Node resize) {
        var attributes = resize.attributes();
        boolean region =
                attributes.text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize");
        boolean policy = !attributes.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
        return attributes.integers("axes").filter(a -> a.length > 0).map(a -> new ResizeAxes(a, region || policy));
    }

    boolean anyNegative() {
        return Arrays.stream(axes).anyMatch(a -> a < 0);
    }

    boolean anyTwice() {
        return Arrays.stream(axes).distinct().count() < axes.length;
    }
}
