package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The values of an option, for the completion of a shell: enums in lower case, and ids of models. */
abstract class Choices implements Iterable<String> {

    private final List<String> values;

    private Choices(Stream<String> values) {
        this.values = values.toList();
    }

    @Override
    public Iterator<String> iterator() {
        return values.iterator();
    }

    /** Returns the names of an enum as users write them. */
    static Stream<String> of(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).map(value -> value.name().toLowerCase(Locale.ROOT));
    }

    static final class Colors extends Choices {
        Colors() {
            super(of(Channels.class));
        }
    }

    static final class Layouts extends Choices {
        Layouts() {
            super(of(Layout.class));
        }
    }

    static final class Fits extends Choices {
        Fits() {
            super(of(Fit.class));
        }
    }

    static final class Interpolations extends Choices {
        Interpolations() {
            super(of(Interpolation.class));
        }
    }

    static final class Activations extends Choices {
        Activations() {
            super(of(Activation.class));
        }
    }

    static final class Models extends Choices {
        Models() {
            super(ids());
        }

        private static Stream<String> ids() {
            try {
                return Zoo.open().cards().stream().map(Card::id);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
