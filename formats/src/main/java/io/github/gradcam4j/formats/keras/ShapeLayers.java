package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.internal.text.MessageText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The conversion of layers that move values without changing them. The elements have Keras's order: height, width,
 * channels.
 */
final class ShapeLayers {

    private static final long[] TO_CHANNELS_LAST = {0, 2, 3, 1};
    private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};

    private ShapeLayers() {}

    static Map<String, KerasLayers.Rule> rules() {
        return Map.of(
                "Resizing", ShapeLayers::resizing,
                "Flatten", ShapeLayers::flatten,
                "Reshape", ShapeLayers::reshape,
                "Permute", ShapeLayers::permute,
                "ZeroPadding2D", ShapeLayers::zeroPadding,
                "Cropping2D", ShapeLayers::cropping,
                "UpSampling2D", ShapeLayers::upSampling);
    }

    private static KerasTensor flatten(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        String flat = layer.node("Flatten", List.of(channelsLast(layer, x)), Attributes.of("axis", 1));
        return new KerasTensor(flat, List.of(x.elements()));
    }

    private static KerasTensor reshape(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        return reordered(layer, channelsLast(layer, x), target(layer, x));
    }

    /** Returns the target shape; its free dimension is computed if the size of the input is known. */
    private static List<Integer> target(LayerScope layer, KerasTensor x) {
        var target = layer.integers("target_shape");
        boolean right = target.stream().allMatch(d -> d > 0 || d == KerasTensor.UNKNOWN)
                && target.stream().filter(d -> d == KerasTensor.UNKNOWN).count() <= 1;
        if (target.isEmpty() || !right) {
            throw layer.failure("has the shape " + target + ", which must be positive numbers and at most one -1");
        }
        int known = target.stream().filter(d -> d != KerasTensor.UNKNOWN).reduce(1, Math::multiplyExact);
        int free = target.indexOf(KerasTensor.UNKNOWN);
        if (x.elements() != KerasTensor.UNKNOWN) {
            if (free >= 0 && x.elements() % known == 0) {
                target.set(free, x.elements() / known);
            } else if (free >= 0 || known != x.elements()) {
                throw layer.failure("cannot reshape " + x + " to " + target);
            }
        }
        return target;
    }

    private static KerasTensor reordered(LayerScope layer, String tensor, List<Integer> target) {
        var result = new KerasTensor(tensor, target);
        boolean pixel = result.isMap() && target.get(0) == 1 && target.get(1) == 1;
        if (!result.isMap()) {
            return result.as(shaped(layer, layer.name(), tensor, target));
        }
        if (pixel) {
            return result.as(shaped(layer, layer.name(), tensor, List.of(target.get(2), 1, 1)));
        }
        String last = shaped(layer, layer.name() + "/channels_last", tensor, target);
        return result.as(layer.node("Transpose", List.of(last), Attributes.of("perm", TO_CHANNELS_FIRST)));
    }

    private static String shaped(LayerScope layer, String output, String tensor, List<Integer> shape) {
        var dims = IntStream.concat(IntStream.of(0), shape.stream().mapToInt(d -> d))
                .mapToLong(d -> d)
                .toArray();
        return layer.graph()
                .node(output, "Reshape", List.of(tensor, layer.graph().vector(dims)));
    }

    private static String channelsLast(LayerScope layer, KerasTensor x) {
        boolean sameOrder = !x.isMap() || x.channels() == 1 || (x.height() == 1 && x.width() == 1);
        return sameOrder
                ? x.tensor()
                : layer.inner("nhwc", "Transpose", List.of(x.tensor()), Attributes.of("perm", TO_CHANNELS_LAST));
    }

    /** Converts a permutation; Keras counts axes from 1, without the batch. */
    private static KerasTensor permute(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.only(inputs);
        var dims = layer.integers("dims");
        int[] order = dims.stream().mapToInt(dim -> dim).toArray();
        if (!Arrays.equals(
                IntStream.of(order).sorted().toArray(),
                IntStream.rangeClosed(1, x.rank()).toArray())) {
            throw layer.failure("permutes " + dims + " of " + x);
        }
        var shape = IntStream.of(order).mapToObj(d -> x.shape().get(d - 1)).toList();
        var perm = new long[x.rank() + 1];
        for (int i = 0; i < order.length; i++) {
            perm[x.axis(i + 1)] = x.axis(order[i]);
        }
        return new KerasTensor(layer.node("Transpose", List.of(x.tensor()), Attributes.of("perm", perm)), shape);
    }

    private static KerasTensor zeroPadding(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        int[] m = layer.margins("padding");
        String pads = layer.graph().vector(0, 0, m[0], m[2], 0, 0, m[1], m[3]);
        return margined(
                layer.node("Pad", List.of(x.tensor(), pads)), x, Math.addExact(m[0], m[1]), Math.addExact(m[2], m[3]));
    }

    private static KerasTensor cropping(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        int[] m = layer.margins("cropping");
        if (tooMuch(x.height(), Math.addExact(m[0], m[1])) || tooMuch(x.width(), Math.addExact(m[2], m[3]))) {
            throw layer.failure("crops " + MessageText.excerpt(layer.config().path("cropping")) + " of " + x
                    + ", which leaves nothing");
        }
        var graph = layer.graph();
        String cropped = layer.node(
                "Slice",
                List.of(x.tensor(), graph.vector(m[0], m[2]), graph.vector(end(m[1]), end(m[3])), graph.vector(2, 3)));
        return margined(cropped, x, -m[0] - m[1], -m[2] - m[3]);
    }

    private static boolean tooMuch(int size, int cropped) {
        return size != KerasTensor.UNKNOWN && cropped >= size;
    }

    private static long end(int margin) {
        return margin == 0 ? Long.MAX_VALUE : -margin;
    }

    private static KerasTensor margined(String tensor, KerasTensor x, int rows, int columns) {
        return KerasTensor.map(
                tensor,
                x.height() == KerasTensor.UNKNOWN ? KerasTensor.UNKNOWN : Math.addExact(x.height(), rows),
                x.width() == KerasTensor.UNKNOWN ? KerasTensor.UNKNOWN : Math.addExact(x.width(), columns),
                x.channels());
    }

    private static KerasTensor upSampling(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        int[] size = layer.pair("size", 2, 1);
        String scales = layer.initializer(
                "scales", () -> KerasWeight.of(List.of(1.0, 1.0, (double) size[0], (double) size[1])));
        var attributes = switch (layer.text("interpolation", "nearest")) {
            case "nearest" ->
                Attributes.of("mode", "nearest")
                        .and("coordinate_transformation_mode", "asymmetric")
                        .and("nearest_mode", "floor");
            case "bilinear" -> Attributes.of("mode", "linear").and("coordinate_transformation_mode", "half_pixel");
            default ->
                throw layer.failure("has an interpolation that is not supported: " + layer.text("interpolation", ""));
        };
        String resized = layer.node("Resize", List.of(x.tensor(), "", scales), attributes);
        return KerasTensor.map(
                resized,
                x.height() == KerasTensor.UNKNOWN ? KerasTensor.UNKNOWN : Math.multiplyExact(x.height(), size[0]),
                x.width() == KerasTensor.UNKNOWN ? KerasTensor.UNKNOWN : Math.multiplyExact(x.width(), size[1]),
                x.channels());
    }

    /** Converts a layer that resizes images to a fixed size; its filter does not widen when it shrinks an image. */
    private static KerasTensor resizing(LayerScope layer, List<KerasTensor> inputs) {
        KerasTensor x = layer.onlyMap(inputs);
        if (layer.flag("crop_to_aspect_ratio", false) || layer.flag("pad_to_aspect_ratio", false)) {
            throw layer.failure("keeps the proportions of the image, which is not supported");
        }
        int height = layer.positive("height");
        int width = layer.positive("width");
        var graph = layer.graph();
        var attributes = switch (layer.text("interpolation", "bilinear")) {
            case "bilinear" -> Attributes.of("mode", "linear");
            case "nearest" -> Attributes.of("mode", "nearest").and("nearest_mode", "round_prefer_ceil");
            default ->
                throw layer.failure("has an interpolation that is not supported: " + layer.text("interpolation", ""));
        };
        String sizes = graph.node(
                layer.name() + "/sizes",
                "Concat",
                List.of(
                        graph.node(
                                layer.name() + "/kept",
                                "Shape",
                                List.of(x.tensor()),
                                Attributes.of("start", 0).and("end", 2)),
                        graph.vector(height, width)),
                Attributes.of("axis", 0));
        return KerasTensor.map(
                layer.node(
                        "Resize",
                        List.of(x.tensor(), "", "", sizes),
                        attributes.and("coordinate_transformation_mode", "half_pixel")),
                height,
                width,
                x.channels());
    }
}
