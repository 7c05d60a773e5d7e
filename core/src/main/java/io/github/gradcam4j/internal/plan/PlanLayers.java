package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.model.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A layer as the properties of a plan. */
final class PlanLayers {

    /** The largest size of a layer, which is beyond that of every model. */
    private static final int LARGEST = 1 << 24;

    private static final Pattern RUN = Pattern.compile("(\\d{1,8})-(\\d{1,8})");

    private PlanLayers() {}

    static void write(Layer layer, PlanProperties properties) {
        var layout = layer.layout();
        properties
                .put("layer", layer.name())
                .put("layer.tensor", layer.tensor())
                .put("layer.operator", layer.kind())
                .put("layer.shape", layer.shape())
                .put("layer.depth", layer.depth())
                .put("layer.main", layer.main())
                .put("layer.order", layout.kind())
                .put("layer.channels", layout.channels())
                .put("layer.height", layout.height())
                .put("layer.width", layout.width())
                .put("layer.elements", layout.area() + layout.withoutPosition())
                .put("layer.positions", runs(layout));
    }

    static Layer read(PlanProperties properties) {
        int height = properties.get("layer.height", PlanLayers::size);
        int width = properties.get("layer.width", PlanLayers::size);
        int channels = properties.get("layer.channels", PlanLayers::size);
        int elements = properties.get("layer.elements", PlanLayers::size);
        var kind = properties.get("layer.order", FeatureLayout.Kind::valueOf);
        var layout = properties.get(
                "layer.positions",
                text -> FeatureLayout.of(kind, channels, height, width, elements, elements(text, elements)));
        return new Layer(
                properties.text("layer"),
                properties.text("layer.tensor"),
                properties.text("layer.operator"),
                properties.numbers("layer.shape"),
                layout,
                properties.integer("layer.depth"),
                Boolean.parseBoolean(properties.text("layer.main")));
    }

    private static int size(String text) {
        int size = Integer.parseInt(text);
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("a size is 1 to " + LARGEST);
        }
        return size;
    }

    /** Returns for each position the index of its element, as runs of ascending numbers: {@code 1-196}. */
    private static String runs(FeatureLayout layout) {
        var starts = new ArrayList<Integer>();
        for (int p = 0; p < layout.area(); p++) {
            if (p == 0 || layout.element(p) != layout.element(p - 1) + 1) {
                starts.add(p);
            }
        }
        starts.add(layout.area());
        return IntStream.range(1, starts.size())
                .mapToObj(i -> String.format(
                        Locale.ROOT, "%d-%d", layout.element(starts.get(i - 1)), layout.element(starts.get(i) - 1)))
                .collect(Collectors.joining(" "));
    }

    private static int[] elements(String runs, int elements) {
        var all = new int[elements];
        int n = 0;
        for (String run : runs.split(" ")) {
            var ends = RUN.matcher(run);
            if (!ends.matches()) {
                throw new IllegalArgumentException("a run of elements is FIRST-LAST, not '" + run + "'");
            }
            int last = Integer.parseInt(ends.group(2));
            for (int element = Integer.parseInt(ends.group(1)); element <= last; element++) {
                if (n == elements) {
                    throw new IllegalArgumentException("there are only " + elements + " elements");
                }
                all[n++] = element;
            }
        }
        return Arrays.copyOf(all, n);
    }
}
