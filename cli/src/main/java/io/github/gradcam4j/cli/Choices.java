package io.github.gradcam4j.cli;

import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The values of an option, for the completion of a shell: enums in lower case, and ids of models. */
abstract class Choices implements Iterable<String> {

    private final Supplier<Stream<String>> values;

    private Choices(Supplier<Stream<String>> values) {
        this.values = values;
    }

    @Override
    public Iterator<String> iterator() {
        return values.get().iterator();
    }

    /** Returns the names of an enum as users write them. */
    static Stream<String> of(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).map(value -> value.name().toLowerCase(Locale.ROOT));
    }

    static final class Colors extends Choices {
        Colors() {
            super(() -> of(Channels.class));
        }
    }

    static final class Layouts extends Choices {
        Layouts() {
            super(() -> of(Layout.class));
        }
    }

    static final class Fits extends Choices {
        Fits() {
            super(() -> of(Fit.class));
        }
    }

    static final class MapSizes extends Choices {
        MapSizes() {
            super(() -> of(MapSize.class));
        }
    }

    static final class InputKinds extends Choices {
        InputKinds() {
            super(() -> of(InputKind.class));
        }
    }

    static final class Interpolations extends Choices {
        Interpolations() {
            super(() -> of(Interpolation.class));
        }
    }

    static final class Activations extends Choices {
        Activations() {
            super(() -> of(Activation.class));
        }
    }

    static final class Models extends Choices {
        Models() {
            super(Models::ids);
        }

        /** Returns no ids if the cards cannot be read: commands that need a model report that. */
        private static Stream<String> ids() {
            try {
                return Zoo.open().cards().stream().map(Card::id);
            } catch (IOException e) {
                return Stream.empty();
            }
        }
    }
}
