package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/** A studio's page in a browser with access to the clipboard. Errors and warnings on its console fail the test. */
record Screen(Page page, Studio studio, List<String> consoleMessages, Requests requests) implements AutoCloseable {

    private static final double PATIENCE = 60_000;

    static Screen of(Studio studio, TestBrowser browser) {
        var context = browser.chromium()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1280, 900)
                        .setPermissions(List.of("clipboard-read", "clipboard-write")));
        var page = context.newPage();
        var consoleMessages = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                consoleMessages.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(consoleMessages::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(studio.url()) && !request.url().startsWith("blob:")) {
                consoleMessages.add("request to another server: " + request.url());
            }
        });
        return new Screen(page, studio, consoleMessages, new Requests(page));
    }

    /** Opens the page and waits for the explanation. */
    Screen open(String query) {
        return visit(query).explained();
    }

    /** Opens the page without waiting for an explanation. */
    Screen visit(String query) {
        page.navigate(studio.url() + query);
        assertThat(heading()).isVisible();
        return this;
    }

    /** Waits for the explanation. The first request opens the model, which takes long on a busy machine. */
    Screen explained() {
        assertThat(page.locator(".stage"))
                .hasAttribute("aria-busy", "false", new HasAttributeOptions().setTimeout(PATIENCE));
        assertThat(page.locator(".stage canvas")).isVisible();
        return this;
    }

    /** Ignores the console messages about a response with an expected error status. */
    void expectStatus(int status) {
        consoleMessages.removeIf(text -> text.contains(String.valueOf(status)));
    }

    /** Returns the pixels of the heat map as a data URL. */
    String heat() {
        explained();
        return (String) page.evaluate("() => document.querySelector('.stage canvas').toDataURL()");
    }

    Locator method() {
        return page.getByLabel("Layer and method").locator("select").last();
    }

    Locator layer() {
        return page.getByLabel("Layer and method").locator("select").first();
    }

    /** Returns the predictions, best first. */
    Locator predictions() {
        return page.locator("section[aria-labelledby=predictions-title] .row");
    }

    void openTab(String name) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    Locator heading() {
        return page.locator("h1").first();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Override
    public void close() {
        page.context().close();
        assertEquals(List.of(), consoleMessages);
    }
}
