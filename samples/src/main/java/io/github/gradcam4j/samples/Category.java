package io.github.gradcam4j.samples;

import io.github.gradcam4j.samples.scene.Scene;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The categories of the gallery. */
final class Category {
    static final String SPURIOUS = "spurious correlations";

    private static final List<String> ORDER =
            List.of("cats", "dogs", "birds", "food", "animals", "things", "textures", "buildings", "sports", SPURIOUS);

    private Category() {}

    static String of(Scene.Group group) {
        return group == Scene.Group.SPURIOUS ? SPURIOUS : group.id();
    }

    /** Returns the category of an ImageNet-1k class. */
    static String ofClass(int index) {
        if (between(index, 281, 285)) {
            return "cats";
        }
        if (between(index, 151, 268)) {
            return "dogs";
        }
        if (between(index, 7, 24) || between(index, 80, 100) || between(index, 127, 146)) {
            return "birds";
        }
        if (between(index, 924, 957) || between(index, 959, 969) || index == 987) {
            return "food";
        }
        return between(index, 0, 397) ? "animals" : "things";
    }

    private static boolean between(int index, int first, int last) {
        return first <= index && index <= last;
    }

    /** Returns the distinct categories in the gallery's order; categories that only a user's folder has come first. */
    static List<String> sorted(Collection<String> categories) {
        return categories.stream()
                .distinct()
                .sorted(Comparator.comparingInt(ORDER::indexOf))
                .toList();
    }
}
