package io.github.gradcam4j.graph;

/** A kind of classifier of square pictures. */
public interface Architecture {

    String name();

    /** Height and width of the pictures. */
    int side();

    int opset();

    /** From the picture [N, 3, side, side] to the logits [N, 5]. */
    String draw(TestGraph g, String x);

    /** @param batch a number, or a name for a free one */
    default Graph model(Object batch) {
        var g = TestGraph.opset(opset());
        return g.model(draw(g, g.x(batch, 3, side(), side())));
    }
}
