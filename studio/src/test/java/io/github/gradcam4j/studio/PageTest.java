package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.Position;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser, with a real server and a real (if small) model behind it. */
class PageTest {

    @TempDir
    static Path folder;

    static Studio studio;
    static TestBrowser browser;

    private final List<String> complaints = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        browser = TestBrowser.open();
        var model = TinyModel.write(folder);
        studio = Studio.create(config ->
                        config.port(0).home(new CacheDirectory(folder)).model(model))
                .start();
        setDefaultAssertionTimeout(15_000);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (studio != null) {
            studio.stop();
        }
    }

    @BeforeEach
    void newPage() {
        page = browser.chromium().newPage(new Browser.NewPageOptions().setViewportSize(1280, 900));
        page.setDefaultTimeout(15_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(studio.url()) && !request.url().startsWith("blob:")) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
    }

    @AfterEach
    void complainsOfNothing() {
        page.close();
        assertEquals(List.of(), complaints);
    }

    @Test
    void showsAHeatMapAtOnceAndAnotherForAnotherClass() {
        open("");
        assertThat(heading()).containsText("Why");
        String first = pixels();
        Locator second = predictions().nth(1);
        String label = second.locator(".label").innerText();
        second.click();
        assertThat(heading()).hasText("Why " + label + "?");
        assertThat(second).hasAttribute("aria-pressed", "true");
        assertNotEquals(first, pixels());
        assertTrue(page.url().contains("target="));
        page.goBack();
        assertThat(predictions().nth(0)).hasAttribute("aria-pressed", "true");
        assertEquals(first, pixels());
        assertThat(page.getByText("100.0 % of the score")).isVisible();
        page.goForward();
        assertThat(heading()).hasText("Why " + label + "?");
    }

    @Test
    void findsAClassByPartOfItsNameByASynonymAndByNumber() {
        open("");
        var search = page.getByRole(AriaRole.COMBOBOX, named("Explain another class"));
        search.fill("prunus av");
        assertThat(options()).hasText("cherry5");
        search.press("Enter");
        assertThat(heading()).hasText("Why cherry?");
        search.fill("crane");
        assertThat(options()).hasCount(2);
        search.press("ArrowDown");
        search.press("Enter");
        assertThat(page).hasURL(Pattern.compile("target=4"));
        search.fill("2");
        options().first().click();
        assertThat(heading()).hasText("Why plum?");
        search.fill("zebra");
        assertThat(options()).hasText("No class is called that");
    }

    @Test
    void comparesTwoClasses() {
        open("?picture=daisy&target=0");
        String alone = pixels();
        page.getByRole(AriaRole.BUTTON, named("versus pear")).click();
        assertThat(heading()).hasText("Why apple, rather than pear?");
        assertNotEquals(alone, pixels());
        page.getByRole(AriaRole.BUTTON, named("no longer versus pear")).click();
        assertThat(heading()).hasText("Why apple?");
    }

    @Test
    void takesAPictureOfOnesOwn() {
        open("");
        byte[] file = Scenes.byName("crossword").draw(320, 240).picture().png();
        page.locator("input[type=file]").setInputFiles(new FilePayload("mine.png", "image/png", file));
        assertThat(page.getByRole(AriaRole.BUTTON, named("mine.png"))).hasAttribute("aria-pressed", "true");
        assertThat(page.getByText("forgotten at")).isVisible();
        assertThat(page).hasURL(Pattern.compile("picture=[0-9a-f]{32}"));
        ready();
        assertEquals(320.0 / 240, ((Number) page.evaluate("""
                () => { const canvas = document.querySelector('.stage canvas'); return canvas.width / canvas.height; }""")).doubleValue(), 0.01);
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload("broken.png", "image/png", "no picture".getBytes()));
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("broken.png");
        complaints.removeIf(text -> text.contains("422"));
    }

    @Test
    void walksTheGalleryWithTheKeyboard() {
        open("?picture=analog-clock");
        page.locator("[data-picture=analog-clock]").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("[data-picture=stopwatch]")).isFocused();
        assertThat(page.locator("[data-picture=stopwatch]")).hasAttribute("aria-pressed", "true");
        page.keyboard().press("End");
        assertThat(page.locator("[data-picture]").last()).isFocused();
        page.goBack();
        assertThat(page.locator("[data-picture=stopwatch]")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void drawsTheHeatAsOneLikes() {
        open("");
        String jet = pixels();
        page.getByLabel("viridis", new Page.GetByLabelOptions().setExact(true)).check();
        String viridis = pixels();
        assertNotEquals(jet, viridis);
        page.getByLabel("Against").check();
        assertNotEquals(viridis, pixels());
        page.getByLabel("Only the hottest, from").fill("0.5");
        assertEquals(0, ((Number) page.evaluate("""
                () => { const canvas = document.querySelector('.stage canvas');
                        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return data.reduce((least, value, i) => i % 4 === 3 ? Math.min(least, value) : least, 255); }""")).intValue());
        page.getByLabel("Opacity").fill("0.25");
        assertEquals("0.25", page.locator(".stage [role=img]").evaluate("element => element.style.opacity"));
        String url = page.url();
        assertTrue(
                url.contains("colormap=viridis") && url.contains("sign=negative") && url.contains("opacity=0.25"), url);
        String drawn = pixels();
        page.reload();
        ready();
        assertEquals(drawn, pixels());
    }

    @Test
    void coloursTheMapAsTheServerDoes() {
        open("?picture=daisy&target=1&arrangement=heat");
        var difference = (Number) page.evaluate("""
                async () => {
                  const image = new Image();
                  image.src = '/api/explain.png?picture=daisy&target=1&alpha=1';
                  await image.decode();
                  const canvas = document.querySelector('.stage canvas');
                  const other = document.createElement('canvas');
                  other.width = canvas.width; other.height = canvas.height;
                  other.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
                  const read = (c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                  const [mine, server] = [read(canvas), read(other)];
                  return mine.reduce((sum, value, i) => sum + Math.abs(value - server[i]), 0) / mine.length;
                }""");
        assertTrue(difference.doubleValue() < 0.5, "mean difference of " + difference);
    }

    @Test
    void walksThroughTheSteps() {
        open("?tab=steps&picture=daisy");
        for (String title :
                List.of("Input", "Feature maps", "Gradients", "Channel weights", "Weighted sum", "ReLU", "Overlay")) {
            assertThat(heading()).containsText(title);
            assertThat(page.locator("math")).isVisible();
            assertThat(page.locator(".visual canvas, .visual svg").first()).isVisible();
            page.keyboard().press("ArrowRight");
        }
        page.keyboard().press("ArrowLeft");
        assertThat(heading()).containsText("ReLU");
        open("?tab=steps&picture=daisy&step=3");
        assertThat(page.getByText("begins by averaging each channel")).isVisible();
        open("?tab=steps&picture=daisy&step=3&layer=first_relu");
        assertThat(page.getByText("between first_relu and the scores")).isVisible();
        assertThat(page.getByText("begins by averaging each channel")).hasCount(0);
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile("step=6"));
    }

    @Test
    void fillsTheMatrix() {
        open("?tab=compare&picture=daisy&rows=classes&columns=methods");
        var cells = page.locator("table canvas");
        assertThat(page.locator("tbody th")).hasCount(5);
        assertThat(page.locator("table .skeleton")).hasCount(0);
        assertThat(cells).hasCount(5 * page.locator("thead th").count());
        String own = lastMap();
        page.getByLabel("One per method").check();
        assertThat(page.getByText("full colour is its strongest evidence anywhere"))
                .isVisible();
        assertNotEquals(own, lastMap());
        page.locator("table button").nth(2).click();
        assertThat(heading()).containsText("Why");
        assertTrue(page.url().contains("target="));
    }

    private String lastMap() {
        return (String) page.locator("table canvas").last().evaluate("canvas => canvas.toDataURL()");
    }

    @Test
    void paintsFirstWithoutWaitingForMoreThanAStyleSheet() {
        open("");
        var blocking = page.evaluate("""
                () => performance.getEntriesByType('resource')
                    .filter((entry) => entry.renderBlockingStatus === 'blocking')
                    .map((entry) => entry.initiatorType + entry.name.replace(/.*[.]/, ' '))""");
        assertEquals(List.of("link css"), blocking);
        var first = (Number) page.evaluate("""
                () => [...document.querySelectorAll('script[src], link[rel=stylesheet][href]')]
                    .map((element) => performance.getEntriesByName(element.src ?? element.href)[0] ?? { transferSize: 0 })
                    .reduce((sum, entry) => sum + entry.transferSize, 0)""");
        assertTrue(first.intValue() < 80_000, first + " bytes before the first paint");
        try (var plain = browser.chromium().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                var page = plain.newPage()) {
            page.navigate(studio.url());
            assertThat(page.locator("#app")).hasText("gradcam4j");
        }
    }

    @Test
    void asksWhatIfItWereOtherwise() {
        open("?tab=spurious&picture=daisy&box=0.300,0.300,0.400,0.400");
        var share = page.locator(".lab dd strong");
        String before = share.innerText();
        page.getByRole(
                        AriaRole.BUTTON,
                        named("Box around the object: arrow keys move it, with shift they change its size"))
                .focus();
        for (int i = 0; i < 5; i++) {
            page.keyboard().press("Shift+ArrowRight");
        }
        assertThat(page).hasURL(Pattern.compile("box=0.300%2C0.300%2C0.500%2C0.400"));
        assertThat(share).not().hasText(before);
        page.getByText("What if it were otherwise?").click();
        assertThat(page.locator(".lab li canvas")).hasCount(4);
        assertThat(page.locator(".lab li").first()).containsText("→");
    }

    @Test
    void drawsAPolygonFromCornerToCorner() {
        open("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        clickAt(0.25, 0.25);
        clickAt(0.75, 0.25);
        clickAt(0.9, 0.9);
        page.keyboard().press("Backspace");
        clickAt(0.75, 0.75);
        assertFalse(page.url().contains("outline="));
        clickAt(0.25, 0.25);
        assertThat(page).hasURL(Pattern.compile("outline=0\\.2"));
        assertEquals(12.5, areaShare(), 1);
        assertEquals(maskShare(), areaShare(), 0.5);
        page.getByText("What if it were otherwise?").click();
        assertThat(page.locator(".lab li canvas")).hasCount(4);
        assertThat(page.locator(".lab li").first()).containsText("→");
        page.reload();
        assertEquals(12.5, areaShare(), 1);
        drag(0.75, 0.75, 0.25, 0.75);
        assertThat(page.locator(".lab li canvas")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("outline=(0\\.\\d+%2C){4}0\\.2"));
        page.getByLabel("A box").check();
        assertThat(page).not().hasURL(Pattern.compile("outline="));
    }

    @Test
    void closesAPolygonWithADoubleClickAndGivesItUpWithEscape() {
        open("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        clickAt(0.1, 0.1);
        clickAt(0.6, 0.1);
        page.keyboard().press("Escape");
        assertThat(polygon().locator(".corner")).hasCount(0);
        clickAt(0.1, 0.1);
        clickAt(0.6, 0.1);
        polygon().dblclick(new Locator.DblclickOptions().setPosition(place(0.6, 0.6)));
        assertThat(page).hasURL(Pattern.compile("outline="));
        assertEquals(12.5, areaShare(), 1);
    }

    @Test
    void drawsAPolygonWithTheKeyboard() {
        open("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        polygon().focus();
        for (String keys : List.of("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft")) {
            for (int i = 0; i < 2; i++) {
                page.keyboard().press("Shift+" + keys);
            }
            page.keyboard().press("Space");
        }
        assertThat(polygon().getByRole(AriaRole.STATUS)).hasText("4 points, Enter closes");
        page.keyboard().press("Enter");
        assertThat(page)
                .hasURL(Pattern.compile("outline=0.500%2C0.300%2C0.700%2C0.300%2C0.700%2C0.500%2C0.500%2C0.500"));
        assertEquals(4, areaShare(), 0.2);
        page.keyboard().press("Backspace");
        page.keyboard().press("Enter");
        assertThat(polygon().getByRole(AriaRole.STATUS)).hasText("Outline of 3 points");
    }

    private Locator polygon() {
        return page.locator(".lab [role=application]");
    }

    private Position place(double x, double y) {
        var field = polygon().boundingBox();
        return new Position(Math.min(field.width - 1, x * field.width), Math.min(field.height - 1, y * field.height));
    }

    private void clickAt(double x, double y) {
        polygon().click(new Locator.ClickOptions().setPosition(place(x, y)).setDelay(1));
    }

    private void drag(double fromX, double fromY, double toX, double toY) {
        var field = polygon().boundingBox();
        page.mouse().move(field.x + fromX * field.width, field.y + fromY * field.height);
        page.mouse().down();
        page.mouse().move(field.x + toX * field.width, field.y + toY * field.height);
        page.mouse().up();
    }

    /** The object's share of the area, per cent, as the page counts it. */
    private double areaShare() {
        String text = page.locator(".lab dd").nth(1).innerText();
        return Double.parseDouble(text.replace("%", "").strip());
    }

    /** The same, of the mask that the server makes. */
    private double maskShare() {
        return ((Number) page.evaluate("""
                async () => {
                  const image = new Image();
                  image.src = document.querySelector('.lab a[download]').href;
                  await image.decode();
                  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
                  const context = canvas.getContext('2d');
                  context.drawImage(image, 0, 0);
                  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                  return 400 * data.reduce((sum, value, i) => sum + (i % 4 === 0 && value > 127), 0) / data.length;
                }""")).doubleValue();
    }

    @Test
    void showsASampleByTheNameOfTheCommandLine() {
        open("?picture=sample:daisy");
        assertThat(page.locator("[data-picture=daisy]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".stage img").first()).hasJSProperty("complete", true);
        assertThat(page.getByText("no longer here")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("picture=daisy"));
    }

    @Test
    void saysWhatIsWrongAndGoesOn() {
        open("?picture=gone");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("gone");
        page.locator("[data-picture=daisy]").click();
        assertThat(heading()).containsText("Why");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        complaints.removeIf(text -> text.contains("404"));
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280, 3840})
    void fitsEveryWidth(int width) {
        page.setViewportSize(width, 900);
        for (String tab : List.of("explain", "steps", "compare", "spurious", "model", "about")) {
            page.navigate(studio.url() + "?tab=" + tab);
            assertThat(page.locator("main")).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            int excess = (int) page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
            assertTrue(excess <= 0, "%s is %d pixels too wide at %d".formatted(tab, excess, width));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "explain, LIGHT",
        "explain, DARK",
        "steps, LIGHT",
        "steps, DARK",
        "compare, LIGHT",
        "spurious, DARK",
        "'spurious&outline=0.1,0.1,0.9,0.1,0.5,0.9', LIGHT",
        "model, LIGHT",
        "about, DARK"
    })
    void isAccessible(String tab, ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.navigate(studio.url() + "?picture=daisy&step=2&tab=" + tab);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        var found = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))
                .analyze();
        assertEquals(
                List.of(),
                found.getViolations().stream()
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList())
                        .toList());
    }

    private void open(String query) {
        page.navigate(studio.url() + query);
        assertThat(heading()).isVisible();
        if (!query.contains("gone") && !query.contains("tab=")) {
            ready();
        }
    }

    /** The picture's explanation is on screen. */
    private void ready() {
        assertThat(page.locator(".stage")).hasAttribute("aria-busy", "false");
        assertThat(page.locator(".stage canvas")).isVisible();
    }

    private Locator heading() {
        return page.locator("h1").first();
    }

    private Locator options() {
        return page.locator("[role=option]:visible");
    }

    private Locator predictions() {
        return page.locator("section[aria-labelledby=predictions-title] .row");
    }

    private String pixels() {
        ready();
        return (String) page.evaluate("() => document.querySelector('.stage canvas').toDataURL()");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
