package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The matrix of heat maps. */
@StudioPage
class ComparePageTest {

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @Test
    void fillsTheMatrix() {
        screen.visit("?tab=compare&picture=daisy&rows=classes&columns=methods");
        var cells = page.locator("table canvas");
        assertThat(page.locator("tbody th")).hasCount(5);
        assertThat(page.locator("table .skeleton")).hasCount(0);
        assertThat(cells).hasCount(5 * page.locator("thead th").count());
        String own = lastMap();
        page.getByLabel("One per method").check();
        assertThat(page.getByText("full color is the strongest evidence of that method"))
                .isVisible();
        assertNotEquals(own, lastMap());
        page.locator("table button").nth(2).click();
        assertThat(screen.heading()).containsText("Why");
        assertTrue(page.url().contains("target="));
    }

    private String lastMap() {
        return (String) page.locator("table canvas").last().evaluate("canvas => canvas.toDataURL()");
    }
}
