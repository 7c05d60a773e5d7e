package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The installed Chromium. */
record TestBrowser(Playwright playwright, Browser chromium) implements AutoCloseable {

    /** Starts the browser. Skips the test if none is installed. */
    static TestBrowser open() {
        var chromium = Stream.of(System.getenv().getOrDefault("CHROMIUM", ""), "/usr/bin/chromium")
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "skipped: no /usr/bin/chromium; set $CHROMIUM to the path of another one");
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var options = new BrowserType.LaunchOptions()
                .setExecutablePath(chromium.get())
                .setArgs(List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"));
        return new TestBrowser(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
