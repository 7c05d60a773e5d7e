package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import io.github.gradcam4j.zoo.Home;
import io.github.gradcam4j.zoo.RealModels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page with the real ResNet-50 behind it. */
class RealModelPageTest {

    /** In milliseconds: the first question opens the model, on a machine that may be busy. */
    private static final double PATIENCE = 60_000;

    @Test
    void theSchoolBusIsRecognisedAndAnotherClassHasAnotherMap() throws IOException, InterruptedException {
        var model = RealModels.msra();
        try (var browser = TestBrowser.open();
                var studio = Studio.create(config -> config.port(0).home(Home.fromEnvironment()))
                        .start();
                var page = browser.chromium().newPage()) {
            page.navigate(studio.url() + "?picture=school-bus&model=" + model.id());
            String bus = heat(page);
            assertThat(page.locator("h1").first()).hasText("Why school bus?");
            var second = page.locator("section[aria-labelledby=predictions-title] .row")
                    .nth(1);
            second.click();
            assertThat(page.locator("h1").first())
                    .hasText("Why " + second.locator(".label").innerText() + "?");
            assertNotEquals(bus, heat(page));
        }
    }

    private static String heat(Page page) {
        assertThat(page.locator(".stage"))
                .hasAttribute("aria-busy", "false", new HasAttributeOptions().setTimeout(PATIENCE));
        return (String) page.evaluate("() => document.querySelector('.stage canvas').toDataURL()");
    }
}
