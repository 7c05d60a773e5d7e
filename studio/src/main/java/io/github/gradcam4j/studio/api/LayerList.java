package io.github.gradcam4j.studio.api;

import java.util.List;

/**
 * The layers of a model that can be explained.
 *
 * @param model the model's id
 * @param layers in the order of computation, from the input on
 */
public record LayerList(String model, List<LayerInfo> layers) {

    /**
     * A layer that can be explained.
     *
     * @param name the name to request it by
     * @param kind the ONNX operator that computes it
     * @param shape the dimensions of its output, -1 for one that is free
     * @param auto whether it is explained by default
     * @param main whether it is one of the layers that people name: the last of its size, a block or a stage
     */
    public record LayerInfo(String name, String kind, List<Long> shape, boolean auto, boolean main) {}
}
