package io.github.gradcam4j.image;

import java.util.Locale;
import java.util.Objects;

/** The part of a signed map to show. */
public enum Sign {
    /** Evidence for the class: {@code relu(map)}. */
    POSITIVE,
    /** Evidence against the class: {@code relu(-map)}. */
    NEGATIVE,
    /** Both, around a neutral zero. */
    BOTH;

    /** Returns this part of a signed map. */
    public HeatMap of(HeatMap map) {
        return switch (this) {
            case POSITIVE -> map.relu();
            case NEGATIVE -> map.negated().relu();
            case BOTH -> map;
        };
    }

    /** Returns the color map to use: the preferred one, or a diverging one for both signs. */
    public Colormap colors(Colormap preferred) {
        Objects.requireNonNull(preferred, "preferred");
        return this == BOTH ? Colormap.DIVERGING : preferred;
    }

    /**
     * Returns the sign with a name, in any case.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    public static Sign byName(String name) {
        Objects.requireNonNull(name, "name");
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
