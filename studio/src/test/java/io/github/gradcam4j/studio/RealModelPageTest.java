package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.samples.scene.Rendering;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.RealModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page with the real ResNet-50. */
class RealModelPageTest {

    private static final int LADYBUG = 301;

    static Model model;

    @RegisterExtension
    static final StudioPageExtension STUDIO = new StudioPageExtension(folder -> {
        model = RealModels.msra();
        return config -> config.home(CacheDirectory.fromEnvironment()).patience(Duration.ofMinutes(1));
    });

    private Screen screen;

    @BeforeEach
    void onScreen(Screen screen) {
        this.screen = screen;
    }

    private void open(String query) {
        screen.open(query + "&model=" + model.id());
    }

    @Test
    void theSchoolBusIsRecognizedAndAnotherClassHasAnotherMap() {
        open("?picture=school-bus");
        String bus = screen.heat();
        assertThat(screen.heading()).hasText("Why school bus?");
        var second = screen.page()
                .locator("section[aria-labelledby=predictions-title] .row")
                .nth(1);
        second.click();
        assertThat(screen.heading()).hasText("Why " + second.locator(".label").innerText() + "?");
        assertNotEquals(bus, screen.heat());
    }

    /** The whole method would take minutes. A second run that starts at once shows that the first has stopped. */
    @Test
    void aSlowMethodReportsItsProgressAllowsOtherRequestsAndCanBeStopped() throws Exception {
        open("?picture=school-bus");
        var page = screen.page();
        var runs = page.getByRole(AriaRole.PROGRESSBAR, new Page.GetByRoleOptions().setName("Runs of the model"));
        var method = page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName(Pattern.compile("^Method")));
        var patience = new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);
        for (int time = 0; time < 2; time++) {
            method.selectOption("scorecam");
            assertThat(runs).isVisible(patience);
            assertThat(page.locator(".runs")).containsText("Showing Grad-CAM until Score-CAM is ready");
            assertThat(page.locator(".runs")).containsText(Pattern.compile("\\d+ of 2048 runs, \\d+ (s|min) left"));
            var other = new Client(screen.studio()).get("/api/explain?picture=lighthouse&model=" + model.id());
            assertEquals(200, other.statusCode());
            assertThat(runs).isVisible();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Stop").setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Stopped");
            assertThat(runs).isHidden();
            method.selectOption("layercam");
            screen.explained();
        }
    }

    @Test
    void theLadybugIsABirdhouseOnBricks() throws Exception {
        var page = screen.page();
        screen.visit("?tab=spurious&model=" + model.id());
        page.getByLabel("Ladybug", new Page.GetByLabelOptions().setExact(true)).check();
        var cards = page.locator("section[aria-labelledby=same-title] li.card");
        var patience = new ContainsTextOptions().setTimeout(60_000);
        for (var background : List.of("leaves", "snow", "sand", "bricks")) {
            var card = card(cards, "ladybug, " + background);
            assertThat(card).containsText(background.equals("bricks") ? "birdhouse" : "ladybug", patience);
            var shares = card.locator("dd");
            var scene = Scenes.byName("ladybug-" + background).draw(448, 448);
            assertEquals(evidenceOn(scene), percent(shares.nth(0)), 0.3);
            assertEquals(100 * scene.mask().share(), percent(shares.nth(1)), 0.3);
        }
        assertEquals(90.6, percent(card(cards, "ladybug, leaves").locator(".prediction")), 1);
        var bricks = card(cards, "ladybug, bricks");
        assertEquals(93.2, percent(bricks.locator(".prediction")), 1);
        assertThat(bricks.locator(".prediction")).hasClass(Pattern.compile("wrong"));
        assertEquals(5.1, percent(bricks.locator(".prediction + p")), 1);
    }

    private static Locator card(Locator cards, String title) {
        return cards.filter(new Locator.FilterOptions().setHasText(title));
    }

    /** Returns the number before the percent sign. */
    private static double percent(Locator text) {
        return Double.parseDouble(text.innerText().replaceAll("(?s).*?([\\d.]+) ?%.*", "$1"));
    }

    /** Returns the evidence on the object in percent, by the library and the mask of the scene. */
    private static double evidenceOn(Rendering scene) throws IOException {
        try (var explainer = Explainer.open(model)) {
            var heat = explainer
                    .explain(scene.image(), Target.of(LADYBUG))
                    .heatMap()
                    .resize(224, 224);
            var object = scene.mask().resize(224, 224);
            double inside = 0;
            for (int y = 0; y < 224; y++) {
                for (int x = 0; x < 224; x++) {
                    inside += object.contains(x, y) ? heat.at(y, x) : 0;
                }
            }
            return 100 * inside / heat.sum();
        }
    }

    @Test
    void theCopiedJavaCompilesAndDrawsTheSame(@TempDir Path folder) throws Exception {
        open("?picture=school-bus&target=779&versus=829&method=hirescam&layer=layer3&opacity=0.7");
        screen.explained();
        String code = screen.page().locator("pre[aria-label=Java]").innerText();
        Path source = Files.writeString(folder.resolve("Copied.java"), """
                import io.github.gradcam4j.explain.*;
                import io.github.gradcam4j.image.*;
                import io.github.gradcam4j.method.*;
                import io.github.gradcam4j.target.*;
                import io.github.gradcam4j.zoo.Zoo;
                import java.nio.file.Path;

                class Copied {
                    public static void main(String[] arguments) throws Exception {
                        %s
                    }
                }
                """.formatted(code));
        var client = new Client(screen.studio());
        Files.write(
                folder.resolve("picture.png"),
                client.get("/api/samples/school-bus.png").body());
        run(folder, System.getProperty("java.home") + "/bin/java", "-cp", classPath(), source.toString());
        String drawn = screen.page().locator("a.button").first().getAttribute("href");
        assertArrayEquals(client.get(drawn).body(), Files.readAllBytes(folder.resolve("explained.png")));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Runs with {@code -Dgradcam.slow=true} only, because the command line is built after this module. */
    @Test
    @EnabledIfSystemProperty(named = "gradcam.slow", matches = "true")
    void theCopiedCommandLineComputesTheSameMap(@TempDir Path folder) throws Exception {
        open("?picture=school-bus&target=779&versus=829&method=gradcam%2B%2B&layer=layer3");
        screen.explained();
        String line = screen.page()
                .locator("pre[aria-label='Command line']")
                .innerText()
                .replaceFirst("^gradcam", System.getProperty("gradcam.root") + "/gradcam");
        run(folder, "sh", "-c", line + " --format png,json -o .");
        var client = new Client(screen.studio());
        var links = screen.page().locator("a.button");
        assertArrayEquals(client.get(links.first().getAttribute("href")).body(), written(folder, ".png"));
        var expected = Client.json(client.get(links.nth(2).getAttribute("href")));
        var actual = new ObjectMapper().readTree(written(folder, ".json"));
        assertEquals(expected.findValue("raw"), actual.findValue("raw"));
    }

    private static byte[] written(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            var file = files.filter(f -> f.toString().endsWith(ending)).findFirst();
            return Files.readAllBytes(file.orElseThrow());
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }
}
