package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.SettingKey;
import java.util.Optional;
import java.util.Set;

/**
 * The dimensions that a model declares for its input, [N, C, H, W] or [N, H, W, C].
 *
 * @param shape four dimensions, 0 or less for a free one
 * @param layout the order of the dimensions, if it is known
 */
record DeclaredInput(long[] shape, Optional<Layout> layout) {

    private static final Set<Long> CHANNELS = Set.of(1L, 3L, 4L);

    /**
     * Returns the declared dimensions.
     *
     * @param known the order of the dimensions, if a source contains it
     */
    static DeclaredInput of(TensorInfo input, Optional<Layout> known) {
        var shape = input.shape().orElseThrow();
        return new DeclaredInput(shape, known.or(() -> layout(shape)));
    }

    private static Optional<Layout> layout(long[] shape) {
        boolean first = CHANNELS.contains(shape[1]);
        boolean last = CHANNELS.contains(shape[3]);
        return first == last ? Optional.empty() : Optional.of(first ? Layout.NCHW : Layout.NHWC);
    }

    /** Returns the number of channels; 0 if it is free or the layout is unknown. */
    int channels() {
        return layout.map(l -> (int) Math.max(0, shape[l == Layout.NCHW ? 1 : 3]))
                .orElse(0);
    }

    /** Returns whether the number of channels is free or that of an image. */
    boolean isImage() {
        return channels() == 0 || CHANNELS.contains((long) channels());
    }

    /** Returns the size of the input, if both dimensions are fixed. */
    Optional<InputSize> size() {
        return layout.flatMap(l -> {
            int rows = l == Layout.NCHW ? 2 : 1;
            boolean fixed = shape[rows] > 0 && shape[rows + 1] > 0;
            return fixed ? Optional.of(new InputSize((int) shape[rows + 1], (int) shape[rows])) : Optional.empty();
        });
    }

    /** Returns whether the fixed dimensions are those of a size. */
    boolean accepts(InputSize size) {
        if (layout.isEmpty()) {
            return true;
        }
        int rows = layout.get() == Layout.NCHW ? 2 : 1;
        boolean height = shape[rows] <= 0 || shape[rows] == size.height();
        return height && (shape[rows + 1] <= 0 || shape[rows + 1] == size.width());
    }

    /**
     * Returns the settings; the order of three colors is not declared.
     *
     * @param convolved the number of channels that the first operator takes; 0 if it is unknown
     */
    PartialSettings settings(int convolved) {
        return PartialSettings.ofGraph()
                .with(SettingKey.LAYOUT, layout)
                .with(SettingKey.INPUT_SIZE, size())
                .with(SettingKey.COLOR, color(channels() > 0 ? channels() : convolved));
    }

    private static Optional<Channels> color(int channels) {
        return switch (channels) {
            case 1 -> Optional.of(Channels.GRAY);
            case 4 -> Optional.of(Channels.RGBA);
            default -> Optional.empty();
        };
    }
}
