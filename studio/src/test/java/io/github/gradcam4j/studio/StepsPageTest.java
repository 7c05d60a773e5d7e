package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The algorithm step by step. */
@StudioPage
class StepsPageTest {

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @Test
    void showsEachStep() {
        screen.visit("?tab=steps&picture=daisy");
        for (String title :
                List.of("Input", "Feature maps", "Gradients", "Channel weights", "Weighted sum", "ReLU", "Overlay")) {
            assertThat(screen.heading()).containsText(title);
            assertThat(page.locator("math")).isVisible();
            assertThat(page.locator(".visual canvas, .visual svg").first()).isVisible();
            page.keyboard().press("ArrowRight");
        }
        page.keyboard().press("ArrowLeft");
        assertThat(screen.heading()).containsText("ReLU");
        screen.visit("?tab=steps&picture=daisy&step=3");
        assertThat(page.getByText("averages each channel right after")).isVisible();
        screen.visit("?tab=steps&picture=daisy&step=3&layer=first_relu");
        assertThat(page.getByText("between first_relu and the scores")).isVisible();
        assertThat(page.getByText("averages each channel right after")).hasCount(0);
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile("step=6"));
    }
}
