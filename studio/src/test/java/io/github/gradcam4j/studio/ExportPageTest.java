package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are downloaded and the texts that are copied in a browser, compared with the library. */
@StudioPage
class ExportPageTest {

    private static final String VIEW =
            "?picture=analog-clock&target=2&versus=1&sign=negative&colormap=viridis&opacity=0.7";
    private static final String NAME = "analog-clock.tiny.second_relu.gradcam.2-vs-1.";

    @TempDir
    Path folder;

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen.open(VIEW);
        page = screen.page();
    }

    @Test
    void theOverlayIsThatOfTheLibrary() throws IOException {
        var clock = Scenes.byName("analog-clock").draw(448, 448).image();
        try (var explainer = Explainer.open(TinyModel.write(folder))) {
            var expected = explainer
                    .explain(clock, Target.of(2).versus("pear"))
                    .overlay(clock, Sign.NEGATIVE, Colormap.VIRIDIS, 0.7);
            assertArrayEquals(expected.png(), downloaded("PNG", NAME + "png"));
        }
    }

    @Test
    void theFigureHasTwoPanels() throws IOException {
        var figure = Image.decode(downloaded("Figure", NAME + "figure.png"));
        assertTrue(figure.width() > 2 * 448 && figure.height() > 448, figure.width() + " x " + figure.height());
    }

    @Test
    void theArrayIsTheMapOfTheJson() throws IOException {
        JsonNode json = new ObjectMapper().readTree(downloaded("JSON", NAME + "json"));
        assertEquals("plum", json.get("target").get("label").asText());
        assertEquals("pear", json.get("versus").get("label").asText());
        Path file = Files.write(folder.resolve("map.npy"), downloaded("npy", NAME + "npy"));
        var map = Npy.read(file);
        assertArrayEquals(new long[] {12, 12}, map.shape());
        var raw = json.get("map").get("raw");
        float[] values = map.toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(raw.get(i).floatValue(), values[i]);
        }
        try (var explainer = Explainer.open(TinyModel.write(folder))) {
            var clock = Scenes.byName("analog-clock").draw(448, 448).image();
            var expected = explainer.explain(clock, Target.of(2).versus("pear")).map();
            assertArrayEquals(expected.values(), values, 1e-6f);
        }
    }

    private byte[] downloaded(String link, String file) throws IOException {
        Download download = page.waitForDownload(() -> page.locator("section[aria-labelledby=export-title] a")
                .getByText(link)
                .click());
        assertEquals(file, download.suggestedFilename());
        return Files.readAllBytes(download.path());
    }

    @Test
    void theCommandLineIsCopied() {
        assertEquals(
                "gradcam explain sample:analog-clock -m tiny -l second_relu --method gradcam -t 2 --versus 1"
                        + " --colormap viridis --alpha 0.7 --sign negative",
                copied("Command line"));
    }

    @Test
    void severalClassesAreExported() throws IOException {
        screen.open(VIEW + "&versus=0");
        assertTrue(copied("Command line").contains(" -t 2 --versus 1 --versus 0 --colormap"));
        assertTrue(copied("Java").contains("Target.of(2).versus(1, 0);"));
        screen.open(VIEW + "&versus=0&versus-weights=3,1");
        assertTrue(copied("Command line").contains(" --versus 1 --versus 0 --versus-weights 0.75,0.25 --colormap"));
        assertTrue(copied("Java").contains("Target.of(2).versus(1, 0).withVersusWeights(0.75, 0.25);"));
        JsonNode json = new ObjectMapper()
                .readTree(downloaded("JSON", "analog-clock.tiny.second_relu.gradcam.2-vs-1x0.75-0x0.25.json"));
        assertEquals(0.75, json.at("/versus/0/weight").asDouble());
    }

    @Test
    void theJavaIsCopied() {
        assertTrue(copied("Java").contains("Target.of(2).versus(1);"));
    }

    @Test
    void theCopiedLinkOpensTheSameView() {
        String drawn = screen.heat();
        String link = copied("Link");
        assertEquals(page.url(), link);
        page.navigate("about:blank");
        page.navigate(link);
        assertEquals(drawn, screen.heat());
        assertThat(screen.heading()).hasText("Why plum, rather than pear?");
    }

    private String copied(String name) {
        var line = page.locator("section[aria-labelledby=export-title] .line")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByLabel(name, new Page.GetByLabelOptions().setExact(true))));
        line.locator("button").click();
        assertThat(line.locator("button")).hasText("Copied");
        return (String) page.evaluate("() => navigator.clipboard.readText()");
    }
}
