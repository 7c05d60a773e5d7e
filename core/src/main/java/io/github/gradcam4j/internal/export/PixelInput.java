package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.util.List;

/** The preprocessing of an image of the model's size in a graph: from levels 0..255 to the model's input. */
final class PixelInput {

    /** Luma by ITU-R 601-2 in 1/65536, as {@link Channels#GRAY}; float32 has all sums. */
    private static final float[] LUMA = {19595, 38470, 7471};

    private static final int LUMA_UNIT = 1 << 16;

    private final GraphBuilder graph;
    private final Preprocessing preprocessing;

    private PixelInput(int opset, Preprocessing preprocessing) {
        this.graph = GraphBuilder.opset(opset);
        this.preprocessing = preprocessing;
    }

    /**
     * Returns the graph.
     *
     * @param opset the operator set of the model
     * @param pixels the name of the input with the levels, [N, H, W, 3], or [N, H, W, 4] for a model that reads opacity
     * @param batch the number of images, or the name of a free one
     * @param input the name of the model's input, which is the output of this graph
     * @param type the element type of the model's input
     */
    static Graph graph(
            int opset, Preprocessing preprocessing, String pixels, Object batch, String input, ElementType type) {
        return new PixelInput(opset, preprocessing).write(pixels, batch, input, type);
    }

    private Graph write(String pixels, Object batch, String input, ElementType type) {
        int channels = preprocessing.channels() == Channels.RGBA ? 4 : 3;
        graph.input(pixels, ElementType.UINT8, batch, preprocessing.height(), preprocessing.width(), channels);
        String values = ordered(cast("pixels/levels", pixels, ElementType.FLOAT));
        values = node("Sub", node("Mul", values, graph.scalar(preprocessing.scale())), row(preprocessing.mean()));
        values = node("Div", values, row(preprocessing.std()));
        if (preprocessing.layout() == Layout.NCHW) {
            values = graph.node(
                    "pixels/planes", "Transpose", List.of(values), Attributes.of("perm", new long[] {0, 3, 1, 2}));
        }
        graph.output(cast(input, values, type));
        return graph.build();
    }

    private String ordered(String levels) {
        return switch (preprocessing.channels()) {
            case RGB, RGBA -> levels;
            case BGR ->
                graph.node("pixels/bgr", "Gather", List.of(levels, graph.vector(2, 1, 0)), Attributes.of("axis", 3));
            case GRAY -> gray(levels);
        };
    }

    private String gray(String levels) {
        String sum = node("MatMul", levels, graph.constant("pixels/luma", LUMA, LUMA.length, 1));
        String rounded = node("Add", sum, graph.scalar(LUMA_UNIT / 2));
        return node("Floor", node("Div", rounded, graph.scalar(LUMA_UNIT)));
    }

    private String row(List<Double> perChannel) {
        var values = new float[perChannel.size()];
        for (int c = 0; c < values.length; c++) {
            values[c] = perChannel.get(c).floatValue();
        }
        return graph.constant("pixels/row", values, values.length);
    }

    private String cast(String name, String tensor, ElementType type) {
        return graph.node(name, "Cast", List.of(tensor), Attributes.of("to", type.code()));
    }

    private String node(String op, String... inputs) {
        return graph.node("pixels/" + op, op, List.of(inputs));
    }
}
