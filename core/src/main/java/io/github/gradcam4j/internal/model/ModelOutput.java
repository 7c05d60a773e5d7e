package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Node;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An output of a model, or a tensor that serves as one.
 *
 * @param name the name of the output
 * @param tensor the name of the tensor with its values: for a ZipMap, the tensor that it reads
 * @param kind the content, as type and shape show
 */
record ModelOutput(String name, String tensor, Kind kind, PerImage model) {

    private static final int BOX = 4;

    private static final Pattern FEATURE_NAMES =
            Pattern.compile("embed|feature|latent|descriptor|hidden", Pattern.CASE_INSENSITIVE);

    /** The content of an output for one image. */
    enum Kind {
        SCORES("one row of scores"),
        BEST_SCORES("only the best scores"),
        FEATURES("features, by its name or as a vector of length 1"),
        MAPS("maps, as of a segmentation or of features"),
        BOXES("boxes, as of a detection"),
        ROWS("several rows of values, as of a detection or of tokens"),
        EMPTY("a number of values that depends on the image"),
        INTEGERS("integers, as of class indices"),
        TEXT("text"),
        OTHER("no tensor");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    /** Returns an output or a tensor that serves as one. */
    static ModelOutput of(PerImage model, String name) {
        String tensor = model.graph()
                .producer(name)
                .filter(n -> n.op().equals("ZipMap"))
                .map(n -> n.input(0))
                .orElse(name);
        return new ModelOutput(name, tensor, kind(model, name, tensor), model);
    }

    private static Kind kind(PerImage model, String name, String tensor) {
        if (!model.contains(tensor)) {
            return Kind.OTHER;
        }
        var type = model.type(tensor);
        if (type != ElementType.FLOAT) {
            return type == ElementType.STRING ? Kind.TEXT : Kind.INTEGERS;
        }
        var shape = model.shape(tensor);
        if (model.size(tensor) == 0) {
            return Kind.EMPTY;
        }
        if (model.isRow(tensor)) {
            return rowKind(model, name, tensor);
        }
        if (shape.length > 3 || hasSizeOfInput(model, shape)) {
            return Kind.MAPS;
        }
        return shape[shape.length - 1] == BOX ? Kind.BOXES : Kind.ROWS;
    }

    private static Kind rowKind(PerImage model, String name, String tensor) {
        var nodes = new NodePattern(model);
        var last = nodes.producer(nodes.source(tensor));
        if (last.filter(n -> BestScores.isSelection(n, model)).isPresent()) {
            return Kind.BEST_SCORES;
        }
        boolean isFeatures = FEATURE_NAMES.matcher(name).find()
                || last.filter(n -> isNormalization(n, nodes)).isPresent();
        return isFeatures
                        && model.size(tensor) > 1
                        && new FinalActivation(model).find(tensor).isEmpty()
                ? Kind.FEATURES
                : Kind.SCORES;
    }

    /** Returns whether a node divides a row by its Euclidean length. */
    private static boolean isNormalization(Node node, NodePattern nodes) {
        return node.op().equals("LpNormalization") && node.attributes().integer("p", 2) == 2
                || node.op().equals("Div")
                        && nodes.reduced(node.input(1))
                                .filter(n -> n.op().equals("ReduceL2"))
                                .isPresent();
    }

    /** Returns whether the last two dimensions are height and width of the image. */
    private static boolean hasSizeOfInput(PerImage model, long[] shape) {
        var input = model.shape(model.graph().inputNames().get(0));
        return input.length == 4
                && shape[shape.length - 1] > 1
                && (endsIn(shape, input[2], input[3]) || endsIn(shape, input[1], input[2]));
    }

    private static boolean endsIn(long[] shape, long height, long width) {
        return shape[shape.length - 2] == height && shape[shape.length - 1] == width;
    }

    /** Returns the number of values for one image. */
    long size() {
        return model.size(tensor);
    }

    /** Returns name, type and shape, such as {@code 'boxes' FLOAT[1, 4420, 4]}. */
    String declaration() {
        return model.contains(tensor)
                ? String.format(
                        Locale.ROOT, "'%s' %s%s", name, model.type(tensor), Arrays.toString(model.shape(tensor)))
                : String.format(Locale.ROOT, "'%s'", name);
    }

    /** Returns the declaration and what the output holds. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s holds %s", declaration(), kind.description);
    }
}
