package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Explain tab: a picture, the best classes, and the heat map of one of them. */
@StudioPage
class ExplainPageTest {

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @Test
    void showsAHeatMapAtOnceAndAnotherForAnotherClass() {
        screen.open("");
        assertThat(screen.heading()).containsText("Why");
        String first = screen.heat();
        Locator second = screen.predictions().nth(1);
        String label = second.locator(".label").innerText();
        second.click();
        assertThat(screen.heading()).hasText("Why " + label + "?");
        assertThat(second).hasAttribute("aria-pressed", "true");
        assertNotEquals(first, screen.heat());
        assertTrue(page.url().contains("target="));
        page.goBack();
        assertThat(screen.predictions().nth(0)).hasAttribute("aria-pressed", "true");
        assertEquals(first, screen.heat());
        assertThat(page.getByText("100.0 % of the score")).isVisible();
        page.goForward();
        assertThat(screen.heading()).hasText("Why " + label + "?");
    }

    @Test
    void findsAClassByPartOfItsNameByASynonymAndByNumber() {
        screen.open("");
        var search = page.getByRole(AriaRole.COMBOBOX, named("Explain another class"));
        search.fill("prunus av");
        assertThat(options()).hasText("cherry5");
        search.press("Enter");
        assertThat(screen.heading()).hasText("Why cherry?");
        search.fill("crane");
        assertThat(options()).hasCount(2);
        search.press("ArrowDown");
        search.press("Enter");
        assertThat(page).hasURL(Pattern.compile("target=4"));
        search.fill("2");
        options().first().click();
        assertThat(screen.heading()).hasText("Why plum?");
        search.fill("zebra");
        assertThat(options()).hasText("No matching class");
    }

    @Test
    void comparesTwoClasses() {
        screen.open("?picture=daisy&target=0");
        String alone = screen.heat();
        screen.button("compare with pear").click();
        assertThat(screen.heading()).hasText("Why apple, rather than pear?");
        assertNotEquals(alone, screen.heat());
        screen.button("Stop comparing with pear").click();
        assertThat(screen.heading()).hasText("Why apple?");
    }

    @Test
    void comparesSeveralClasses() {
        screen.open("?picture=daisy&target=0&versus=1&versus=2&versus-weights=3,1");
        assertThat(screen.heading()).hasText("Why apple, rather than pear (0.75) and plum (0.25)?");
        String weighted = screen.heat();
        var search = page.getByLabel("Compare with another class").first();
        search.fill("cherry");
        search.press("Enter");
        assertThat(screen.heading()).hasText("Why apple, rather than pear, plum and cherry?");
        assertThat(page).hasURL(Pattern.compile("versus=1&versus=2&versus=5$"));
        screen.button("Stop comparing with cherry").click();
        assertThat(screen.heading()).hasText("Why apple, rather than pear and plum?");
        assertNotEquals(weighted, screen.heat(), "the weights are equal now");
        search.fill("apple");
        search.press("Enter");
        assertThat(page.getByText("apple is the class that is explained.")).isVisible();
        assertThat(screen.heading()).hasText("Why apple, rather than pear and plum?");
        screen.visit("?tab=steps&picture=daisy&target=0&versus=1&versus=2");
        assertThat(page.getByText("for apple versus pear and plum.")).isVisible();
    }

    @Test
    void movesThroughTheGalleryWithTheKeyboard() {
        screen.open("?picture=analog-clock");
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
    void drawsTheHeatMapAsChosen() {
        screen.open("");
        String jet = screen.heat();
        page.getByLabel("viridis", new Page.GetByLabelOptions().setExact(true)).check();
        String viridis = screen.heat();
        assertNotEquals(jet, viridis);
        page.getByLabel("Against").check();
        assertNotEquals(viridis, screen.heat());
        page.getByLabel("Hide heat below").fill("0.5");
        assertEquals(0, ((Number) page.evaluate("""
                () => { const canvas = document.querySelector('.stage canvas');
                        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return data.reduce(
                            (least, value, i) => i % 4 === 3 ? Math.min(least, value) : least, 255); }""")).intValue());
        page.getByLabel("Opacity").fill("0.25");
        assertEquals("0.25", page.locator(".stage [role=img]").evaluate("element => element.style.opacity"));
        String url = page.url();
        assertTrue(
                url.contains("colormap=viridis") && url.contains("sign=negative") && url.contains("opacity=0.25"), url);
        String drawn = screen.heat();
        page.reload();
        screen.explained();
        assertEquals(drawn, screen.heat());
    }

    @Test
    void colorsTheMapLikeTheServer() {
        screen.open("?picture=daisy&target=1&arrangement=heat");
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
    void showsASampleByTheNameOfTheCommandLine() {
        screen.open("?picture=sample:daisy");
        assertThat(page.locator("[data-picture=daisy]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".stage img").first()).hasJSProperty("complete", true);
        assertThat(page.getByText("no longer here")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("picture=daisy"));
    }

    @Test
    void reportsAProblemAndContinues() {
        screen.visit("?picture=gone");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("gone");
        page.locator("[data-picture=daisy]").click();
        assertThat(screen.heading()).containsText("Why");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        screen.expectStatus(404);
    }

    private Locator options() {
        return page.locator("[role=option]:visible");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
