package io.github.gradcam4j.studio;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One studio and one browser for a class of tests, and a screen for each test. */
final class StudioPageExtension implements BeforeAllCallback, AfterAllCallback, AfterEachCallback, ParameterResolver {

    /** The timeout of assertions in milliseconds, for a busy machine. */
    private static final double PATIENCE = 20_000;

    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(StudioPageExtension.class);

    /** The settings of a studio. The folder is empty, and is deleted after the tests. */
    interface Settings {
        Consumer<StudioConfig> in(Path folder) throws Exception;
    }

    private final Settings settings;
    private Path folder;
    private TestBrowser browser;
    private Studio studio;

    /** Creates an extension for a studio with the tiny model. */
    StudioPageExtension() {
        this(StudioPageExtension::tiny);
    }

    StudioPageExtension(Settings settings) {
        this.settings = settings;
    }

    static Consumer<StudioConfig> tiny(Path folder) throws IOException {
        var model = TinyModel.write(folder);
        return config -> config.home(new CacheDirectory(folder)).model(model);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        folder = Files.createTempDirectory("studio");
        browser = TestBrowser.open();
        var configure = settings.in(folder);
        studio = Studio.create(config -> configure.accept(config.port(0))).start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (studio != null) {
            studio.stop();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Screen.class || type == Studio.class || type == TestBrowser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Studio.class) {
            return studio;
        }
        return type == TestBrowser.class ? browser : screen(context);
    }

    /** Returns the screen of the test, the same for its set-up methods. */
    private Screen screen(ExtensionContext context) {
        return context.getStore(SPACE)
                .getOrComputeIfAbsent(Screen.class, key -> Screen.of(studio, browser), Screen.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var screen = context.getStore(SPACE).remove(Screen.class, Screen.class);
        if (screen != null) {
            screen.close();
        }
    }
}
