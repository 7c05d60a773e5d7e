package io.github.gradcam4j.zoo;

import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardException;
import io.github.gradcam4j.zoo.card.CardReader;
import io.github.gradcam4j.zoo.card.Catalog;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cards in the folder of a user's cards. A card that cannot be read does not keep the others from being read.
 *
 * @param readable by file
 */
record UserCards(Map<Path, Card> readable, List<UnreadableCard> unreadable) {

    private static final String ENDING = ".json";

    /** @param folder may not exist */
    static UserCards in(Path folder) throws IOException {
        var readable = new LinkedHashMap<Path, Card>();
        var unreadable = new ArrayList<UnreadableCard>();
        for (Path file : files(folder)) {
            try {
                readable.put(file, CardReader.read(file));
            } catch (CardException | IOException e) {
                unreadable.add(new UnreadableCard(id(file), file, reason(file, e)));
            }
        }
        return new UserCards(readable, unreadable);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList();
        }
    }

    private static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    private static String reason(Path file, Exception e) {
        if (e instanceof FileSystemException failure) {
            String reason = Optional.ofNullable(failure.getReason()).orElse("it cannot be opened");
            return "card " + file + ": " + reason;
        }
        return e instanceof CardException ? e.getMessage() : "card " + file + ": " + e.getMessage();
    }

    /**
     * Returns the cards of the catalog, then the user's. A user's card replaces the catalog's card with the same id,
     * even if it cannot be read, since the user wanted another model.
     */
    List<Card> withCatalog() {
        var cards = new LinkedHashMap<String, Card>();
        Catalog.cards().forEach(card -> cards.put(card.id(), card));
        readable.values().forEach(card -> cards.put(card.id(), card));
        unreadable.forEach(card -> cards.remove(card.id()));
        return List.copyOf(cards.values());
    }

    /**
     * Returns the card with an id.
     *
     * @throws CardException if the user's card of that name cannot be read
     * @throws UnknownModelException if no card has it
     */
    Card card(String id) {
        for (var broken : unreadable) {
            if (broken.id().equals(id)) {
                throw new CardException(broken.reason());
            }
        }
        return withCatalog().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    /** Returns the exception for an id that no card has. */
    UnknownModelException unknown(String id) {
        var ids = withCatalog().stream().map(Card::id).toList();
        return new UnknownModelException(id, NearestNames.of(id, ids, ids.size()));
    }

    /** Returns the ids of all cards, also of those that cannot be read. */
    Set<String> ids() {
        return Stream.concat(
                        withCatalog().stream().map(Card::id),
                        unreadable.stream().map(UnreadableCard::id))
                .collect(Collectors.toSet());
    }

    /** Returns the files of the cards with an id; a file that cannot be read has the id that its name gives it. */
    List<Path> files(String id) {
        var files = new ArrayList<Path>();
        readable.forEach((file, card) -> {
            if (card.id().equals(id)) {
                files.add(file);
            }
        });
        unreadable.stream().filter(card -> card.id().equals(id)).forEach(card -> files.add(card.file()));
        return files;
    }
}
