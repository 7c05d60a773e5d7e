package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardException;
import io.github.gradcam4j.zoo.card.CardReader;
import io.github.gradcam4j.zoo.card.Catalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/models.md} lists the keys of a card, the options and the models that exist, and its cards are valid. */
class ModelsPageTest {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root", ".."));

    /** For each object of a card, a card with an unknown key in it: the message lists the known ones. */
    private static final Map<String, String> UNKNOWN_KEYS = Map.of(
            "", "{'id': 'm', '?': 1}",
            "weights[].", "{'id': 'm', 'weights': [{'?': 1}]}",
            "input.", "{'id': 'm', 'input': {'?': 1}}",
            "output.", "{'id': 'm', 'output': {'?': 1}}",
            "maps.*.", "{'id': 'm', 'maps': {'tensor': {'?': 1}}}",
            "accuracy.", "{'id': 'm', 'accuracy': {'?': 1}}");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern JSON = Pattern.compile("(?s)```json\\n(.*?)```");
    private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)");

    @TempDir
    Path folder;

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(ROOT.resolve("docs/models.md"));
    }

    @Test
    void everyKeyOfACardIsDescribed() throws IOException {
        var known = new TreeSet<String>();
        for (var entry : UNKNOWN_KEYS.entrySet()) {
            var message = assertThrows(
                            CardException.class, () -> card(entry.getValue().replace('\'', '"')))
                    .getMessage();
            for (String key : message.replaceAll("(?s).*\\[(.*)].*", "$1").split(", ")) {
                known.add(entry.getKey() + key);
            }
        }
        assertEquals(known, firstCells(section("Cards").replaceAll("(?s)A pixel value v.*", "")));
    }

    @Test
    void theExamplesAreValidCards() throws IOException {
        var examples = JSON.matcher(page).results().toList();
        assertFalse(examples.isEmpty());
        for (var example : examples) {
            assertFalse(card(example.group(1)).id().isEmpty());
        }
    }

    @Test
    void everyModelOfTheCatalogIsListed() {
        var listed = firstCells(section("The catalog"));
        for (Card card : Catalog.cards()) {
            assertTrue(listed.contains(card.id()), card.id());
        }
    }

    @Test
    void theOptionsExist() {
        var commands = Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()))
                .getSubcommands();
        var known = Stream.of("explain", "classify", "inspect")
                .flatMap(name -> commands.get(name).getCommandSpec().optionsMap().keySet().stream())
                .collect(Collectors.toSet());
        var missing = OPTION.matcher(section("Sources of the settings"))
                .results()
                .map(found -> found.group(1))
                .filter(option -> !known.contains(option))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    private Card card(String json) throws IOException {
        return CardReader.read(Files.writeString(folder.resolve("card.json"), json), "m");
    }

    private String section(String title) {
        int start = page.indexOf("\n## " + title + "\n");
        assertTrue(start >= 0, title);
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    /** Returns the texts in code font in the first cells of a section's tables. */
    private static Set<String> firstCells(String section) {
        return ROW.matcher(section)
                .results()
                .flatMap(row -> CODE.matcher(row.group(1)).results())
                .map(code -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
