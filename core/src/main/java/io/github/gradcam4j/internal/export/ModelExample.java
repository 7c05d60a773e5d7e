package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.runtime.Shapes;
import io.github.gradcam4j.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Inputs of zeros, from which the shapes and types of a graph's tensors are inferred. */
final class ModelExample {

    private ModelExample() {}

    /**
     * Returns the shapes of a graph.
     *
     * @param image the name of the input that takes the image
     * @param images the size of a free batch
     */
    static Shapes shapes(Graph graph, String image, Preprocessing preprocessing, long images) {
        var inputs = new HashMap<String, Tensor>();
        for (TensorInfo input : graph.inputs()) {
            var shape = input.shape().orElseGet(preprocessing::shape);
            for (int d = 0; d < shape.length; d++) {
                if (shape[d] < 0) {
                    boolean isImage = d > 0 && input.name().equals(image);
                    shape[d] = isImage ? preprocessing.shape()[d] : images;
                }
            }
            inputs.put(input.name(), zeros(input.type(), shape));
        }
        return Shapes.probe(graph, inputs);
    }

    private static Tensor zeros(ElementType type, long[] shape) {
        long bytes = Math.multiplyExact(Constant.elements(shape), type.bytes());
        return new Tensor(
                type, shape, ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    }

    /** Returns the types of all tensors. */
    static Map<String, ElementType> types(Graph graph, Shapes shapes) {
        var types = new HashMap<String, ElementType>();
        for (String tensor : graph.tensors()) {
            if (shapes.contains(tensor)) {
                types.put(tensor, shapes.type(tensor));
            }
        }
        return types;
    }
}
