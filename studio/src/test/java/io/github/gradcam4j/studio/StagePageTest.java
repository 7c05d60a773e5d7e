package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The picture with its heat map, and the controls beside them. */
@StudioPage
class StagePageTest {

    private static final Pattern READOUT = Pattern.compile("row (\\d+), column (\\d+): evidence ([−\\d.e+-]+)");

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @ParameterizedTest
    @CsvSource({"0.03, 0.03", "0.5, 0.2", "0.97, 0.72"})
    void pointingReadsTheValueOfTheCell(double x, double y) throws Exception {
        screen.open("?picture=daisy&target=1");
        var box = page.locator(".stage .sensor").boundingBox();
        page.mouse().move(box.x + x * box.width, box.y + y * box.height);
        var caption = page.locator(".stage figcaption").last();
        assertThat(caption).containsText("evidence");
        var readout = READOUT.matcher(caption.innerText());
        assertTrue(readout.find(), caption::innerText);
        int row = Integer.parseInt(readout.group(1));
        int column = Integer.parseInt(readout.group(2));
        JsonNode map = new Client(screen.studio())
                .json("/api/explain?picture=daisy&target=1")
                .get("map");
        assertEquals((int) (y * 12) + 1, row);
        assertEquals((int) (x * 12) + 1, column);
        double value = map.get("raw").get((row - 1) * 12 + column - 1).doubleValue();
        assertEquals(value, Double.parseDouble(readout.group(3).replace('−', '-')), Math.abs(value) / 100);
        page.mouse().move(0, 0);
        assertThat(caption).hasText("Warm: evidence for the class");
    }

    @Test
    void showsSideBySideOverlayOrHeatOnly() {
        screen.open("?picture=daisy");
        var pictures = page.locator(".panels img:visible");
        assertThat(pictures).hasCount(2);
        page.getByLabel("Overlay").check();
        assertThat(pictures).hasCount(1);
        assertThat(page.locator(".stage canvas")).isVisible();
        page.getByLabel("Heat only").check();
        assertThat(page.locator(".panels img")).hasCSS("opacity", "0");
        assertThat(page.locator(".stage canvas")).isVisible();
        assertThat(page.getByLabel("Opacity")).isDisabled();
        assertThat(page).hasURL(Pattern.compile("arrangement=heat"));
        page.getByLabel("Side by side").check();
        assertThat(pictures).hasCount(2);
    }

    @Test
    void aThresholdDrawsAContour() {
        screen.open("?picture=daisy&colormap=viridis");
        assertEquals(0, whitePixels());
        page.getByLabel("Hide heat below").fill("0.5");
        assertTrue(whitePixels() > 100, "a white line, not " + whitePixels());
    }

    /** Counts the pixels of the contour: viridis has no white. Reads a copy, since reading slows the page's canvas. */
    private int whitePixels() {
        screen.explained();
        return ((Number) page.evaluate("""
                () => { const canvas = document.querySelector('.stage canvas');
                        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
                        copy.drawImage(canvas, 0, 0);
                        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
                        let white = 0;
                        for (let i = 0; i < data.length; i += 4) white += data[i] + data[i + 1] + data[i + 2] === 765;
                        return white; }""")).intValue();
    }

    @Test
    void slidersMoveWithTheKeyboard() {
        screen.open("?picture=daisy");
        page.getByLabel("Opacity").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile("opacity=0.52"));
        assertThat(page.locator(".stage .sensor > div")).hasCSS("opacity", "0.52");
        page.keyboard().press("Home");
        assertThat(page.locator(".stage .sensor > div")).hasCSS("opacity", "0");
    }

    @Test
    void layersAndMethodsHaveDescriptions() {
        screen.open("?picture=daisy");
        String deep = screen.heat();
        var pickers = page.getByLabel("Layer and method");
        pickers.locator("select").first().selectOption("first_relu");
        assertThat(pickers).containsText("24 × 24 cells");
        assertThat(page.locator(".stage header")).containsText("first_relu, 24 × 24 cells");
        String early = screen.heat();
        assertNotEquals(deep, early);
        var descriptions = new ArrayList<String>();
        for (String method : List.of("hirescam", "layercam", "eigencam")) {
            pickers.locator("select").last().selectOption(method);
            assertThat(page).hasURL(Pattern.compile("method=" + method));
            screen.explained();
            descriptions.add(pickers.locator("p").last().innerText());
        }
        assertEquals(
                3,
                descriptions.stream()
                        .distinct()
                        .filter(text -> text.length() > 30)
                        .count(),
                descriptions::toString);
        assertNotEquals(early, screen.heat());
        page.goBack();
        assertThat(pickers.locator("select").last()).hasValue("layercam");
        page.goForward();
        assertThat(pickers.locator("select").last()).hasValue("eigencam");
    }

    @Test
    void theGalleryIsSortedAndShowsItsPictures() {
        screen.open("?picture=daisy");
        assertThat(page.locator(".gallery h2").first()).containsText(Pattern.compile("\\d+"));
        assertThat(page.locator(".tile .number").first()).hasText("1");
        var first = page.locator(".tile img").first();
        first.scrollIntoViewIfNeeded();
        page.waitForCondition(
                () -> first.evaluate("image => image.naturalWidth").equals(192));
    }

    @Test
    void aClassIsComparedWithAnyOther() {
        screen.open("?picture=daisy&target=0");
        String alone = screen.heat();
        var versus = page.getByLabel("Compare with another class").first();
        versus.fill("Prunus avium");
        versus.press("Enter");
        assertThat(screen.heading()).hasText("Why apple, rather than cherry?");
        assertThat(page).hasURL(Pattern.compile("versus=5"));
        assertNotEquals(alone, screen.heat());
    }

    /** With an empty cache, a link to a model offers its download, and does not start it. */
    @Test
    void aMissingModelIsDownloadedByItsButton(TestBrowser browser, @TempDir Path empty) throws IOException {
        Path file = TinyModel.write(empty, "fetched").onnx();
        Path card = Files.writeString(empty.resolve("fetched.json"), """
                {"id": "fetched", "title": "Fetched", "weights": [{"file": "%s"}],
                 "labels": ["a", "b", "c", "d", "e", "f"],
                 "input": {"width": 48, "height": 48, "scale": 0.0039, "mean": [0, 0, 0], "std": [1, 1, 1]}}
                """.formatted(file.getFileName()));
        var home = new CacheDirectory(empty);
        Zoo.at(home).add(card);
        try (var fresh = Studio.create(config -> config.port(0).home(home)).start();
                var visit = Screen.of(fresh, browser)) {
            var requests = new ArrayList<String>();
            visit.page().onRequest(request -> requests.add(request.method() + " " + request.url()));
            String pull = "POST " + fresh.url() + "api/models/fetched/pull";
            visit.visit("?model=fetched&picture=daisy");
            var download = visit.page().locator(".stage button").getByText("Download");
            assertThat(download).isVisible();
            assertFalse(requests.contains(pull), requests::toString);
            download.click();
            visit.explained();
            assertTrue(requests.contains(pull), requests::toString);
            assertThat(visit.heading()).containsText("Why");
            assertThat(visit.page().locator("select").first()).hasValue("fetched");
        }
    }
}
