package io.github.gradcam4j.internal.argument;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Copies of collections that name an element that is null. */
public final class NonNullList {

    private NonNullList() {}

    /**
     * Returns an unmodifiable copy of a parameter's elements.
     *
     * @param name the parameter's name
     * @throws NullPointerException with the message {@code names}, or {@code names[2]} for an element
     */
    public static <T> List<T> copyOf(Collection<? extends T> elements, String name) {
        int i = 0;
        for (T element : Objects.requireNonNull(elements, name)) {
            Objects.requireNonNull(element, name + "[" + i + "]");
            i++;
        }
        return List.copyOf(elements);
    }
}
