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

/** A studio's page in a browser that may use the clipboard. What the page complains of on its console fails the test. */
record Screen(Page page, Studio studio, List<String> complaints, Requests requests) implements AutoCloseable {

    private static final double PATIENCE = 60_000;

    static Screen of(Studio studio, TestBrowser browser) {
        var context = browser.chromium()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1280, 900)
                        .setPermissions(List.of("clipboard-read", "clipboard-write")));
        var page = context.newPage();
        var complaints = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(studio.url()) && !request.url().startsWith("blob:")) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        return new Screen(page, studio, complaints, new Requests(page));
    }

    /** Opens the page and waits for the explanation. */
    Screen open(String query) {
        return visit(query).explained();
    }

    /** Opens the page, where another tab or nothing to explain is shown. */
    Screen visit(String query) {
        page.navigate(studio.url() + query);
        assertThat(heading()).isVisible();
        return this;
    }

    /** The first question opens the model, on a machine that may be busy. */
    Screen explained() {
        assertThat(page.locator(".stage"))
                .hasAttribute("aria-busy", "false", new HasAttributeOptions().setTimeout(PATIENCE));
        assertThat(page.locator(".stage canvas")).isVisible();
        return this;
    }

    /** The browser says on its console, too, what the page says in words. */
    void expectStatus(int status) {
        complaints.removeIf(text -> text.contains(String.valueOf(status)));
    }

    /** The heat map's pixels. */
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

    /** The classes that the model thinks of, best first. */
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
        assertEquals(List.of(), complaints);
    }
}
