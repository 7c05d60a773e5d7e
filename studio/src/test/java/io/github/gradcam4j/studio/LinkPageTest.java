package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link to a model, from any web site, starts no download of it. */
class LinkPageTest {

    @RegisterExtension
    static final StudioPageExtension STUDIO =
            new StudioPageExtension(folder -> config -> config.home(new CacheDirectory(folder)));

    @Test
    void aLinkedModelHasAButton(Screen screen) {
        screen.visit("?model=resnet18");
        var button = screen.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Download"))
                .first();
        assertThat(button).isVisible();
        assertEquals(
                List.of(),
                screen.requests().sent().stream()
                        .filter(path -> path.endsWith("/pull"))
                        .toList());
    }
}
