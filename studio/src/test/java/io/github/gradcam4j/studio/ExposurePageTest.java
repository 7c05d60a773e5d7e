package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.zoo.CacheDirectory;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of a studio that other computers can reach: without a token, with the link, and without downloads. */
class ExposurePageTest {

    @RegisterExtension
    static final StudioPageExtension STUDIO = new StudioPageExtension(folder -> config -> {
        config.home(new CacheDirectory(folder));
        config.exposure = Optional.of(new Exposure(false, Optional.of("correct-horse"), false));
    });

    @Test
    void theLinkOpensThePageAndLeavesNoToken(Screen screen, Studio studio) {
        var page = screen.page();
        page.navigate(studio.url());
        assertThat(page.locator(".notice")).containsText("This studio needs its token");
        assertThat(page.locator(".notice")).containsText("Open the link");
        page.navigate(studio.link());
        assertThat(page.locator(".notice")).containsText("This studio downloads nothing");
        assertThat(page.locator(".notice")).containsText("--allow-models");
        assertEquals(-1, page.url().indexOf("token"));
        page.navigate(studio.url());
        assertThat(page.locator(".notice")).containsText("This studio downloads nothing");
        screen.expectStatus(401);
        screen.expectStatus(403);
    }
}
