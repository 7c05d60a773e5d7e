package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardException;
import io.github.gradcam4j.zoo.card.Catalog;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A card that cannot be read does not stop the others, and can be removed. */
@Timeout(60)
class UnreadableCardsTest {

    @TempDir
    Path folder;

    private Zoo zoo;

    @BeforeEach
    void open() throws IOException {
        zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
        Files.createDirectories(zoo.home().cards());
    }

    private Path card(String name) {
        return zoo.home().cards().resolve(name + ".json");
    }

    @Test
    void theOthersAreListedAndUsed() throws Exception {
        TinyModels.add(zoo, folder, "tiny");
        Files.writeString(card("newer"), "{\"id\": \"newer\", \"nope\": 1}");
        Files.createDirectory(card("afolder"));
        Files.createSymbolicLink(card("dangling"), folder.resolve("gone"));
        try (var huge = new RandomAccessFile(card("huge").toFile(), "rw")) {
            huge.setLength(1L << 30);
        }
        assertEquals(Catalog.cards().size() + 1, zoo.cards().size());
        assertEquals("resnet50-msra", zoo.preferred().id());
        assertEquals("tiny", zoo.card("tiny").id());
        var reasons = new TreeMap<>(
                zoo.unreadableCards().stream().collect(Collectors.toMap(UnreadableCard::id, UnreadableCard::reason)));
        assertEquals(List.of("afolder", "dangling", "huge", "newer"), List.copyOf(reasons.keySet()));
        assertEquals("card %s: it is a folder, not a file".formatted(card("afolder")), reasons.get("afolder"));
        assertEquals(
                "card %s: it is a link to a file that does not exist".formatted(card("dangling")),
                reasons.get("dangling"));
        assertTrue(reasons.get("huge").contains("it has more than 16,777,216 bytes"), reasons.get("huge"));
        assertTrue(reasons.get("newer").contains("nope is unknown"), reasons.get("newer"));
    }

    @Test
    void itsNameGivesTheReasonAndIsRemoved() throws Exception {
        Files.writeString(card("newer"), "{\"id\": \"newer\", \"nope\": 1}");
        var failure = assertThrows(CardException.class, () -> zoo.card("newer"));
        assertTrue(failure.getMessage().contains("nope is unknown"), failure.getMessage());
        for (var broken : zoo.unreadableCards()) {
            zoo.remove(broken.id());
        }
        assertFalse(Files.exists(card("newer")));
        assertThrows(UnknownModelException.class, () -> zoo.remove("newer"));
    }

    /** The user wanted another model than the catalog's, so that one is not used in its place. */
    @Test
    void aCardWithTheIdOfACatalogModelStillReplacesIt() throws Exception {
        Files.writeString(card("resnet18"), "{\"id\": \"resnet18\", \"nope\": 1}");
        var failure = assertThrows(CardException.class, () -> zoo.card("resnet18"));
        assertTrue(failure.getMessage().contains("nope is unknown"), failure.getMessage());
        assertEquals(Catalog.cards().size() - 1, zoo.cards().size());
        var finder = new ModelFinder(zoo, DownloadListener.SILENT);
        assertThrows(
                CardException.class, () -> finder.find(Optional.of("resnet18"), Optional.empty(), Optional.empty()));
        zoo.remove("resnet18");
        assertEquals(Catalog.cards(), zoo.cards());
    }

    /** The name of a broken card's file may be no id, and leads to no file outside the models' folder. */
    @Test
    void aNameThatIsNoIdIsRemoved() throws Exception {
        var file = Files.writeString(zoo.home().path().resolve("...onnx"), "mine");
        Files.writeString(card(".."), "{}");
        zoo.remove("..");
        assertFalse(Files.exists(card("..")));
        assertTrue(Files.exists(file));
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
        new ProcessBuilder("mkfifo", card("pipe").toString()).start().waitFor();
        assertEquals(Catalog.cards(), zoo.cards());
        zoo.remove("pipe");
        assertFalse(Files.exists(card("pipe")));
    }

    /** A card that was copied by hand may have another name than its id. */
    @Test
    void aReadableCardIsRemovedWhateverItsFileIsCalled() throws Exception {
        Files.writeString(card("other-name"), "{\"id\": \"mine\"}");
        zoo.remove("mine");
        assertFalse(Files.exists(card("other-name")));
    }

    @Test
    void otherFilesInAModelsFolderStay() throws Exception {
        Card card = TinyModels.add(zoo, folder, "tiny");
        var own = Files.createDirectories(zoo.path(card).getParent()).resolve("notes.txt");
        Files.writeString(own, "mine");
        Files.writeString(zoo.path(card), "model");
        zoo.remove("tiny");
        assertFalse(Files.exists(zoo.path(card)));
        assertTrue(Files.exists(own));
    }

    @Test
    void aFileOutsideTheCardsFolderIsGivenByTheUser() throws Exception {
        var weights = TinyModels.write(folder.resolve("outside.onnx"), 3, 32);
        var cards = Files.createDirectory(folder.resolve("downloaded"));
        var card = Files.writeString(
                cards.resolve("c.json"), "{\"id\": \"c\", \"weights\": [{\"file\": \"../outside.onnx\"}]}");
        String message = assertThrows(CardException.class, () -> zoo.add(card)).getMessage();
        assertTrue(message.contains("weights[0].file names ../outside.onnx, which is outside"), message);
        var linked = Files.createSymbolicLink(cards.resolve("link.onnx"), weights);
        Files.writeString(card, "{\"id\": \"c\", \"weights\": [{\"file\": \"link.onnx\"}]}");
        assertThrows(CardException.class, () -> zoo.add(card));
        Files.delete(linked);
        var added = zoo.add(card, Optional.of(weights));
        assertEquals(weights.toRealPath().toString(), added.weights().get(0).toString());
    }

    @Test
    void aHomeThatCannotBeWrittenSaysWhatToSet() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var blocked = Zoo.at(new CacheDirectory(file.resolve("home")));
        var failure = assertThrows(IOException.class, () -> TinyModels.add(blocked, folder, "tiny"));
        assertTrue(failure.getMessage().contains("set GRADCAM_HOME to a folder"), failure.getMessage());
    }
}
