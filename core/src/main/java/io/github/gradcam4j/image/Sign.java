package io.github.gradcam4j.image;

import java.util.Locale;

/** Which evidence of a signed map is shown. */
public enum Sign {
    /** What speaks for the class: {@code relu(map)}. */
    POSITIVE,
    /** What speaks against the class: {@code relu(-map)}. */
    NEGATIVE,
    /** Both, around a neutral zero. */
    BOTH;

    /** The evidence of a signed map, before any ReLU. */
    public HeatMap of(HeatMap map) {
        return switch (this) {
            case POSITIVE -> map.relu();
            case NEGATIVE -> map.negated().relu();
            case BOTH -> map;
        };
    }

    /** The wanted color map where it fits: both signs need one with a neutral middle. */
    public Colormap colors(Colormap wanted) {
        return this == BOTH ? Colormap.DIVERGING : wanted;
    }

    /** The sign of that name, in any case. */
    public static Sign byName(String name) {
        for (Sign sign : values()) {
            if (sign.toString().equalsIgnoreCase(name)) {
                return sign;
            }
        }
        throw new IllegalArgumentException("No sign \"" + name + "\": positive, negative or both");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
