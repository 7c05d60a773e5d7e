package io.github.gradcam4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Overlay;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explanations as documents that a program or a notebook shows. */
class ExplanationHtmlTest {

    private static final Pattern IMAGE = Pattern.compile("src=\"data:image/jpeg;base64,([^\"]+)\"");

    @TempDir
    private Path folder;

    private Explainer explainer;
    private Image image;
    private Explanation explanation;

    @BeforeEach
    void explain() throws IOException {
        var pixels = new byte[3 * 900 * 600];
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 450; x++) {
                pixels[3 * (900 * y + x)] = (byte) 200;
            }
        }
        image = Image.fromPixels(pixels, 900, 600, PixelFormat.RGB);
        explanation = explain(Activation.SOFTMAX);
    }

    @AfterEach
    void close() {
        explainer.close();
    }

    private Explanation explain(Activation activation) throws IOException {
        explainer = Explainer.builder(ColorModel.write(folder))
                .labels(Labels.of(List.of("red <script>alert(\"1\")</script>", "green & 'mint'", "blue")))
                .activation(activation)
                .build();
        return explainer.explain(image, Target.of(0).versus(1));
    }

    @Test
    void jsonIsThatOfTheCommandLine() throws IOException {
        var json = new ObjectMapper()
                .readTree(ExplanationJson.of("red.png", explanation).toJson());
        assertEquals("red.png", json.get("input").textValue());
        assertEquals("colors", json.get("model").textValue());
        assertEquals(0, json.at("/target/index").intValue());
        assertEquals(1, json.at("/versus/index").intValue());
        assertEquals(
                "red <script>alert(\"1\")</script>", json.at("/target/label").textValue());
        assertEquals(explanation.map().at(0, 0), json.at("/map/raw/0").floatValue());
        assertEquals(3, json.get("predictions").size());
    }

    @Test
    void htmlHasImagesAndFactsAndNothingFromElsewhere() throws IOException {
        String html = ExplanationHtml.of(explanation, image).toHtml();
        var images = images(html);
        assertEquals(2, images.size());
        for (Image shown : images) {
            assertEquals(448, shown.width());
            assertEquals(299, shown.height());
        }
        assertNotEquals(images.get(0), images.get(1));
        assertFalse(html.contains("http") || html.contains("<script"), html);
        for (String text : List.of(
                "red &lt;script&gt;alert(",
                "green &amp; ",
                "Grad-CAM",
                "<td>places</td>",
                "<td>colors</td>",
                explanation.settings().lines().get(0),
                Activation.SOFTMAX.text(explanation.target().probability()))) {
            assertTrue(html.contains(text), text + " in " + html);
        }
        explanation.notes().forEach(note -> assertTrue(html.contains(note), note));
    }

    @Test
    void severalClassesAreNamedWithTheirWeights() {
        var several = explanation.forTarget(Target.of(0).versus(1, 2).withVersusWeights(3, 1));
        String html = ExplanationHtml.of(several, image).toHtml();
        assertTrue(html.contains(" versus <b>green"), html);
        assertTrue(html.contains(" and <b>blue</b>"), html);
        assertTrue(html.contains(", weight 0.75") && html.contains(", weight 0.25"), html);
    }

    @Test
    void styleIsThatOfTheElementAlone() {
        String html = ExplanationHtml.of(explanation, image).toHtml();
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        for (String rule : style.strip().split("\\}")) {
            for (String selector : rule.substring(0, rule.indexOf('{')).split(",")) {
                assertTrue(selector.strip().startsWith(".gradcam-explanation"), selector);
            }
        }
        assertTrue(html.strip().startsWith("<div") && html.strip().endsWith("</div>"));
    }

    @Test
    void signAndColorsCanBeChosen() throws IOException {
        var html = ExplanationHtml.of(explanation, image);
        var unchanged = images(html.toHtml()).get(1);
        assertNotEquals(unchanged, images(html.withSign(Sign.BOTH).toHtml()).get(1));
        assertTrue(html.withSign(Sign.NEGATIVE).toHtml().contains("evidence against the class"));
        var without = images(html.withOverlay(Overlay.of(Colormap.VIRIDIS, 0)).toHtml());
        assertNotEquals(unchanged, without.get(1));
    }

    @Test
    void scoresWithoutAnActivationAreNoProbabilities() throws IOException {
        String html = ExplanationHtml.of(explain(Activation.NONE), image).toHtml();
        assertTrue(html.contains("Value") && !html.contains("Probability") && !html.contains("%</td>"), html);
    }

    @Test
    void aPageOfItsOwnHasCharsetAndTitle() throws IOException {
        var file = folder.resolve("new").resolve("red.html");
        ExplanationHtml.of(explanation, image).write(file);
        String page = Files.readString(file);
        assertTrue(page.startsWith("<!doctype html>"), page);
        assertTrue(page.contains("<meta charset=\"utf-8\">") && page.contains("color-scheme:light dark"), page);
        assertTrue(page.contains("<title>Grad-CAM for red &lt;script&gt;"), page);
        assertEquals(2, images(page).size());
    }

    private static List<Image> images(String html) throws IOException {
        var images = new ArrayList<Image>();
        for (var found : IMAGE.matcher(html).results().toList()) {
            images.add(Image.decode(Base64.getDecoder().decode(found.group(1))));
        }
        return images;
    }
}
