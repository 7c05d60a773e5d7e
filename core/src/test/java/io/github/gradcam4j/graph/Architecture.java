package io.github.gradcam4j.graph;

/** An architecture of classifiers of square images. */
public interface Architecture {

    String name();

    /** Returns height and width of the images. */
    int side();

    int opset();

    /** Adds the network, from the image [N, 3, side, side] to the logits [N, 5]. */
    String draw(TestGraph g, String x);

    /**
     * Returns a model.
     *
     * @param batch a number, or a name for a free one
     */
    default Graph model(Object batch) {
        var g = TestGraph.opset(opset());
        return g.model(draw(g, g.x(batch, 3, side(), side())));
    }
}
