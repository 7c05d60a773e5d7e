package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TensorInfo;
import java.util.Arrays;

/**
 * A test of whether a batch of images is the first dimension of a model's scores. It is not for a model that removes
 * all dimensions of size 1, or computes one row from all images.
 */
final class BatchAxis {

    private BatchAxis() {}

    /**
     * Returns whether all floating-point outputs are declared as [N, ...] with fixed other sizes, and have this shape
     * for a batch. Graphs whose ranks depend on sizes are excluded.
     *
     * @param original the graph as it was read
     * @param prepared the graph prepared for a batch
     */
    static boolean isDeclaredFirst(Graph original, DifferentiableGraph prepared) {
        return original.nodes().stream().noneMatch(BatchAxis::mayChangeRank)
                && prepared.graph().outputs().stream()
                        .allMatch(o -> isText(prepared, o) || isDeclaredFirst(prepared, o));
    }

    private static boolean mayChangeRank(Node node) {
        return node.op().equals("If")
                || node.op().equals("Squeeze")
                        && !node.hasInput(1)
                        && !node.attributes().has("axes");
    }

    private static boolean isText(DifferentiableGraph prepared, TensorInfo output) {
        return prepared.shapes().contains(output.name()) && prepared.shapes().type(output.name()) != ElementType.FLOAT;
    }

    private static boolean isDeclaredFirst(DifferentiableGraph prepared, TensorInfo output) {
        var declared = output.shape().orElse(new long[0]);
        if (declared.length == 0 || declared[0] >= 0 || !prepared.shapes().contains(output.name())) {
            return false;
        }
        declared[0] = prepared.batch();
        return Arrays.equals(declared, prepared.shapes().of(output.name()));
    }

    /**
     * Returns whether a batch gives as many times the scores of one image, in the first dimension.
     *
     * @param batch the graph prepared for a batch
     * @param one the same graph prepared for one image
     * @param tensor the scores
     */
    static boolean isFirst(DifferentiableGraph batch, DifferentiableGraph one, String tensor) {
        // A branch may be taken by the size of the batch.
        if (!one.graph().tensors().equals(batch.graph().tensors())) {
            return false;
        }
        var expected = one.shapes().of(tensor);
        if (expected.length == 0 || expected[0] != 1) {
            return false;
        }
        expected[0] = batch.batch();
        return Arrays.equals(batch.shapes().of(tensor), expected);
    }
}
