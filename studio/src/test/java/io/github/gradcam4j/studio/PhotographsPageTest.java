package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.gradcam4j.samples.CommonsStandIn.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.github.gradcam4j.samples.CommonsStandIn;
import io.github.gradcam4j.zoo.CacheDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The download of the photographs on the page, from a server in place of Wikimedia Commons. */
class PhotographsPageTest {

    static CommonsStandIn commons;

    @RegisterExtension
    static final StudioPageExtension STUDIO = new StudioPageExtension(folder -> {
        commons = new CommonsStandIn();
        var photographs = commons.photographs(new CacheDirectory(folder).samples());
        return StudioPageExtension.tiny(folder).andThen(config -> config.photographs(photographs));
    });

    @AfterAll
    static void stop() {
        commons.close();
    }

    @Test
    void aFailureIsReportedInPlaceAndRetried(Screen screen) {
        commons.onNext("api.php", status(403));
        commons.gone.add("Beagle_600.jpg");
        var page = screen.visit("").page();
        var offer = page.locator("section[aria-labelledby=photographs-title]");
        assertThat(offer).containsText("24 photographs");
        assertThat(offer).containsText("Wikimedia Commons");
        button(offer, "Download them").click();
        assertThat(offer.getByRole(AriaRole.ALERT)).containsText("refuses the request: HTTP 403");
        button(offer, "Try again").click();
        assertThat(page.locator("[data-picture=zebra_1] img")).isVisible();
        assertThat(offer.getByRole(AriaRole.ALERT))
                .containsText("beagle: \"Beagle_600.jpg\" does not exist on Wikimedia Commons");
        assertThat(offer).containsText("1 more photograph");
        commons.gone.clear();
        button(offer, "Try again").click();
        assertThat(page.locator("[data-picture=beagle_1]")).isVisible();
        assertThat(offer).hasCount(0);
        page.locator("[data-picture=beagle_1]").click();
        assertThat(page.locator(".stage")).hasAttribute("aria-busy", "false");
        assertThat(page.locator(".stage")).containsText("by Ann & Böb, CC BY-SA 3.0");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
