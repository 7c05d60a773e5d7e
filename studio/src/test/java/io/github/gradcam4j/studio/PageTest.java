package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a whole, with every tab. */
@StudioPage
class PageTest {

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @Test
    void onlyTheStyleSheetBlocksTheFirstPaint(TestBrowser browser) {
        screen.open("");
        var blocking = page.evaluate("""
                () => performance.getEntriesByType('resource')
                    .filter((entry) => entry.renderBlockingStatus === 'blocking')
                    .map((entry) => entry.initiatorType + entry.name.replace(/.*[.]/, ' '))""");
        assertEquals(List.of("link css"), blocking);
        var first = (Number) page.evaluate("""
                () => [...document.querySelectorAll('script[src], link[rel=stylesheet][href]')]
                    .map((element) => performance.getEntriesByName(element.src ?? element.href)[0])
                    .reduce((sum, entry) => sum + (entry?.transferSize ?? 0), 0)""");
        assertTrue(first.intValue() < 80_000, first + " bytes before the first paint");
        try (var plain = browser.chromium().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false));
                var page = plain.newPage()) {
            page.navigate(screen.studio().url());
            assertThat(page.locator("#app")).hasText("gradcam4j");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280, 3840})
    void fitsEveryWidth(int width) {
        page.setViewportSize(width, 900);
        for (String tab : List.of("explain", "steps", "compare", "spurious", "model", "about")) {
            screen.visit("?tab=" + tab);
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
        screen.visit("?picture=daisy&step=2&tab=" + tab);
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
}
