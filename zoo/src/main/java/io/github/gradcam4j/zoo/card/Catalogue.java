package io.github.gradcam4j.zoo.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The cards that come with gradcam4j, the best model that anyone can pull first. */
public final class Catalogue {

    private static final List<String> IDS = List.of("resnet50", "resnet50-v1", "resnet50-msra", "resnet18");

    private Catalogue() {}

    public static List<Card> cards() {
        return IDS.stream().map(Catalogue::card).toList();
    }

    private static Card card(String id) {
        try {
            return CardReader.resource("/io/github/gradcam4j/zoo/cards/" + id + ".json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
