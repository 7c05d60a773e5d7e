package io.github.gradcam4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.Sample.Truth;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Labels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
    @TempDir
    Path folder;

    @Test
    void drawnScenesAreAlwaysThere() throws IOException {
        Samples samples = Samples.open(folder.resolve("none"), Optional.empty());
        assertEquals(Scenes.all().size(), samples.all().size());
        assertEquals(
                List.of("things", "textures", "buildings", "sports", "spurious correlations"), samples.categories());
        Sample ball = samples.find("tennis-ball-grass");
        assertEquals(Optional.of(new Truth(852, "tennis ball")), ball.truth());
        assertEquals(60, ball.image(60).width());
        assertEquals(Scenes.byName(ball.id()).draw(60, 60).mask(), ball.mask(60).orElseThrow());
    }

    @Test
    void everyIdIsOneSamples() {
        var ids = new HashSet<String>();
        Samples.drawn().all().forEach(sample -> assertTrue(ids.add(sample.id()), sample.id()));
    }

    @Test
    void anUnknownIdNamesTheNearest() {
        var e = assertThrows(UnknownSampleException.class, () -> Samples.drawn().find("tennis-bal-gras"));
        assertEquals("tennis-bal-gras", e.id());
        assertEquals(3, e.suggestions().size());
        assertEquals("tennis-ball-grass", e.suggestions().get(0));
        assertEquals(
                "no sample is called 'tennis-bal-gras'; the nearest are " + String.join(", ", e.suggestions()),
                e.getMessage());
    }

    @Test
    void theOldFormatIsReadAsItIs() throws IOException {
        metadata("""
                {"tabby_cat_1": {"class_idx": 281, "class_name": "tabby cat"},
                 "spurious_husky_indoor": {"class_idx": 250, "class_name": "SPURIOUS: siberian husky"},
                 "robin_1": {"class_idx": 15, "class_name": "robin"}}""");
        picture("tabby_cat_1.jpg", 3);
        picture("spurious_husky_indoor.PNG", 4);
        picture("robin_1.webp", 5);
        Samples samples = Samples.open(folder, Optional.empty());

        Sample cat = samples.all().get(0);
        assertEquals("tabby_cat_1", cat.id());
        assertEquals("cats", cat.category());
        assertEquals("tabby cat 1", cat.title());
        assertEquals(Optional.of(new Truth(281, "tabby cat")), cat.truth());
        assertEquals(Credit.UNKNOWN, cat.credit());
        assertEquals(3, cat.image(100).width());
        assertEquals(Optional.empty(), cat.mask(100));

        Sample husky = samples.find("spurious_husky_indoor");
        assertEquals("spurious correlations", husky.category());
        assertEquals("husky indoor", husky.title());
        assertEquals(Optional.of(new Truth(250, "siberian husky")), husky.truth());
        assertEquals(List.of("cats", "birds", "things"), samples.categories().subList(0, 3));
        assertEquals(List.of(), samples.problems());
    }

    @Test
    void ourFormatSaysMore() throws IOException {
        metadata("""
                {"mine": {"title": "My\\u001b[31m picture", "category": "holidays", "author": "A. B.",
                          "license": "CC0", "license_url": "https://example.org/cc0", "source": "https://example.org/p",
                          "note": "blurred", "class_idx": 3}}""");
        picture("mine.png", 2);
        Sample mine = Samples.open(folder, Optional.empty()).all().get(0);
        assertEquals("holidays", mine.category());
        assertEquals("My\\u001b[31m picture", mine.title());
        assertEquals(Optional.of("blurred"), mine.note());
        assertEquals(Optional.of(new Truth(3, Labels.imageNet().name(3))), mine.truth());
        assertEquals(
                new Credit(
                        Optional.of("A. B."),
                        Optional.of("CC0"),
                        Optional.of("https://example.org/cc0"),
                        Optional.of("https://example.org/p")),
                mine.credit());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        metadata("""
                {"b": {"class_idx": 345, "class_name": "SPURIOUS: ox", "author": "\\u00c9. <b>", "note": "n"},
                 "a": {"title": "t"}}""");
        Metadata read = Metadata.read(folder.resolve("metadata.json"));
        read.write(folder.resolve("again.json"));
        assertEquals(read, Metadata.read(folder.resolve("again.json")));
    }

    @Test
    void aMissingPictureIsReportedAndTheRestShown() throws IOException {
        metadata("{\"a\": {\"class_idx\": 1}, \"b\": {\"class_idx\": 2}}");
        picture("b.png", 2);
        Samples samples = Samples.open(folder, Optional.empty());
        assertEquals("b", samples.all().get(0).id());
        assertEquals(1, samples.problems().size());
        assertTrue(samples.problems().get(0).contains("entry \"a\" has no image"), samples.problems()::toString);
        assertThrows(NoSuchElementException.class, () -> samples.find("a"));
    }

    @Test
    void theLargerPictureIsPreferred() throws IOException {
        metadata("{\"a\": {\"class_idx\": 1}}");
        picture("a.png", 2);
        picture("large/a.jpg", 9);
        assertEquals(
                9, Samples.open(folder, Optional.empty()).find("a").image(50).width());
    }

    @Test
    void aPictureHidesTheSceneOfItsName() throws IOException {
        metadata("{\"lemon\": {\"class_idx\": 951}}");
        picture("lemon.png", 2);
        Samples samples = Samples.open(folder, Optional.empty());
        assertEquals("food", samples.find("lemon").category());
        assertEquals(Scenes.all().size(), samples.all().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1}                            | entry \"a\": must be an object",
                "{\"a\": {\"class_idx\": \"cat\"}}     | entry \"a\": class_idx must be",
                "{\"a\": {\"class_idx\": -1}}          | not -1",
                "{\"a\": {\"class_idx\": 1.5}}         | not 1.5",
                "{\"a\": {\"class_name\": \"cat\"}}    | not missing",
                "{\"a\": {\"title\": 7}}               | entry \"a\": title must be text, not 7",
                "{\"../a\": {}}                        | entry \"../a\": an id must be the name of an image",
                "{\"a\\u009bb\": {}}                   | an id must be the name of an image",
                "{\"a\\nb\\nc\": {}}                  | an id must be the name of an image",
            })
    void anInvalidEntryIsReportedAndTheRestShown(String json, String message) throws IOException {
        metadata(json.replaceFirst("}$", ", \"robin_1\": {\"class_idx\": 15}}"));
        picture("robin_1.png", 2);
        var samples = Samples.open(folder, Optional.empty());
        assertEquals("robin_1", samples.all().get(0).id());
        String problem = samples.problems().get(0);
        assertTrue(problem.contains(message), problem);
        assertTrue(problem.startsWith(folder.resolve("metadata.json").toString()), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, 2]                                | must be an object of entries",
                "{\"a\": {}, \"a\": {}}                | Duplicate field 'a'",
                "{\"a\": {                             | not JSON",
                "{} x                                  | not JSON",
                "``                                    | not JSON: it is empty",
                "{\"a\\ud800\": {}}                     | has a text with NUL or half a character",
                "{\"a\\u0000\": {}}                     | has a text with NUL or half a character",
            })
    void aFileThatIsNoMetadataIsNamed(String json, String message) throws IOException {
        metadata(json);
        var e = assertThrows(SampleException.class, () -> Samples.open(folder, Optional.empty()));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith(folder.resolve("metadata.json").toString()), e.getMessage());
    }

    @Test
    void aFolderOfOnesOwnMustBeOne() {
        var e = assertThrows(
                SampleException.class, () -> Samples.open(folder.resolve("none"), Optional.of(folder.resolve("x"))));
        assertTrue(e.getMessage().contains("it contains no metadata.json"), e.getMessage());
    }

    @Test
    void theOriginalGalleryIsRead() throws IOException {
        Path photos = ReferenceData.path("photos");
        Samples samples = Samples.open(folder.resolve("none"), Optional.of(photos));
        assertEquals(25 + Scenes.all().size(), samples.all().size());
        assertEquals(
                List.of("cats", "dogs", "birds", "food", "animals"),
                samples.categories().subList(0, 5));
        assertEquals(
                5,
                samples.all().stream()
                        .filter(sample -> sample.category().equals(Category.SPURIOUS))
                        .filter(sample -> sample.mask(10).isEmpty())
                        .count());
        assertEquals(List.of(), samples.problems());
        for (Sample sample : samples.all().subList(0, 20)) {
            Image picture = sample.image(1);
            assertEquals(224, picture.width(), sample.id());
            assertEquals(224, picture.height(), sample.id());
            assertFalse(sample.truth().isEmpty());
        }
        assertEquals(1024, samples.find("spurious_cow_ice").image(1).width());
    }

    private void metadata(String json) throws IOException {
        Files.writeString(folder.resolve("metadata.json"), json);
    }

    /** The format of a file is recognized by its content, not by its name. */
    private void picture(String name, int side) throws IOException {
        Image.fromBufferedImage(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB))
                .write(folder.resolve(name));
    }
}
