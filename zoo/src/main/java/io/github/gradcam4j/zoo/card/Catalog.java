package io.github.gradcam4j.zoo.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The cards that come with gradcam4j, the best model that anyone can pull first. */
public final class Catalog {

    private static final List<Card> CARDS = Stream.of(
                    "resnet50", "resnet50-v1", "resnet50-msra", "resnet18", "squeezenet1_0", "detypify")
            .map(Catalog::card)
            .toList();

    private Catalog() {}

    public static List<Card> cards() {
        return CARDS;
    }

    private static Card card(String id) {
        try {
            return CardReader.resource("/io/github/gradcam4j/zoo/cards/" + id + ".json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
