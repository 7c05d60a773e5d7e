package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of the page: one for each new explanation, none for changes that the page draws by itself. */
@StudioPage
class RequestsPageTest {

    private Screen screen;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
    }

    @Test
    void openingThePageExplainsOnce() {
        screen.open("?picture=daisy");
        assertEquals(List.of("picture=daisy&model=tiny&method=gradcam&heatMap=false"), explained());
    }

    @Test
    void anotherPictureIsOneRequest() {
        screen.open("?picture=daisy");
        assertOneRequest("/api/explain?picture=lemon&model=tiny&method=gradcam", () -> click("[data-picture=lemon]"));
    }

    @Test
    void anotherClassIsOneRequest() {
        screen.open("?picture=daisy&target=0");
        assertOneRequest(
                "/api/explain?picture=daisy&model=tiny&method=gradcam&target=1",
                () -> screen.predictions().getByText("pear").click());
        assertThat(screen.heading()).hasText("Why pear?");
    }

    @Test
    void aComparisonIsOneRequest() {
        screen.open("?picture=daisy&target=0");
        assertOneRequest(
                "/api/explain?picture=daisy&model=tiny&method=gradcam&target=0&versus=1",
                () -> screen.button("compare with pear").click());
    }

    @Test
    void anotherLayerIsOneRequest() {
        screen.open("?picture=daisy");
        assertOneRequest(
                "/api/explain?picture=daisy&model=tiny&layer=first_relu&method=gradcam",
                () -> screen.layer().selectOption("first_relu"));
    }

    @Test
    void anotherMethodIsOneRequest() {
        screen.open("?picture=daisy");
        assertOneRequest(
                "/api/explain?picture=daisy&model=tiny&method=layercam",
                () -> screen.method().selectOption("layercam"));
    }

    @Test
    void drawingDifferentlyIsNoRequest() {
        screen.open("?picture=daisy");
        String before = screen.heat();
        screen.requests().clear();
        drawDifferently();
        assertTrue(!before.equals(screen.heat()), "the heat map is unchanged");
        screen.page().goBack();
        assertEquals(List.of(), screen.requests().sent());
    }

    @Test
    void theStepsAreRequestedOnceForAllOfThem() {
        screen.open("?picture=daisy");
        screen.requests().clear();
        screen.openTab("Step by step");
        for (String title : List.of("Input", "Feature maps", "Gradients", "Channel weights", "Weighted sum")) {
            assertThat(screen.heading()).containsText(title);
            assertThat(screen.page().locator(".visual canvas, .visual svg").first())
                    .isVisible();
            screen.page().keyboard().press("ArrowRight");
        }
        assertEquals(
                List.of("/api/steps?picture=daisy&model=tiny&method=gradcam"),
                screen.requests().sent());
        assertEquals(List.of(), screen.requests().aborted());
    }

    /** The scale changes while cells are loading. */
    @Test
    void eachCellOfTheMatrixIsOneRequest() {
        screen.open("?picture=daisy");
        screen.requests().clear();
        try (var slow = SlowRequests.of(screen.page(), "**/api/explain?*")) {
            screen.openTab("Compare");
            slow.await();
            screen.page().getByLabel("One per method").check();
        }
        var cells = screen.page().locator("table canvas");
        assertThat(screen.page().locator("table .skeleton")).hasCount(0);
        assertEquals(List.of(), screen.requests().aborted());
        assertEquals(cells.count(), screen.requests().sent().size());
        assertEquals(cells.count(), screen.requests().sent().stream().distinct().count());
    }

    /** Changes every setting that only affects the drawing. */
    private void drawDifferently() {
        var page = screen.page();
        page.getByLabel("Opacity").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.getByLabel("viridis").check();
        page.getByLabel("Against").check();
        page.getByLabel("Hide heat below").fill("0.5");
        page.getByLabel("Overlay").check();
    }

    private void assertOneRequest(String expected, Runnable change) {
        screen.requests().clear();
        change.run();
        screen.explained();
        assertEquals(List.of(expected + "&heatMap=false"), screen.requests().sent());
        assertEquals(List.of(), screen.requests().aborted());
    }

    private void click(String selector) {
        screen.page().locator(selector).click();
    }

    private List<String> explained() {
        return screen.requests().sent().stream()
                .filter(path -> path.startsWith("/api/explain?"))
                .map(path -> path.substring("/api/explain?".length()))
                .toList();
    }
}
