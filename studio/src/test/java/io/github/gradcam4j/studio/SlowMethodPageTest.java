package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods that run the model many times: completed, stopped, and running while the user does other things. */
class SlowMethodPageTest {

    private static final String EVENTS = "/api/explain.events?picture=daisy&model=tiny&method=";
    private static final String SCORE_CAM = EVENTS + "scorecam&heatMap=false";

    @RegisterExtension
    static final StudioPageExtension STUDIO = new StudioPageExtension(folder -> {
        var tiny = TinyModel.write(folder);
        var thousand = TinyModel.ofThousandClasses(folder);
        return config -> config.home(new CacheDirectory(folder)).model(tiny).model(thousand);
    });

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @ParameterizedTest
    @CsvSource({
        "smoothgradcam++, Smooth Grad-CAM++, ' at second_relu, 12 × 12 cells'",
        "ablationcam, Ablation-CAM, ' at second_relu, 12 × 12 cells'",
        "scorecam, Score-CAM, ' at second_relu, 12 × 12 cells'",
        "sscam, SS-CAM, ' at second_relu, 12 × 12 cells'",
        "iscam, IS-CAM, ' at second_relu, 12 × 12 cells'",
        "smoothgrad, SmoothGrad, ', 48 × 48 pixels'",
        "integratedgradients, Integrated gradients, ', 48 × 48 pixels'",
    })
    void thePageStaysUsableAfterItsEnd(String method, String title, String where) {
        screen.open("?picture=daisy&target=0");
        String gradCam = screen.heat();
        screen.requests().clear();
        screen.method().selectOption(method);
        var header = page.locator(".stage header");
        assertThat(header).containsText(title + where);
        assertEquals(
                List.of(EVENTS + method.replace("+", "%2B") + "&target=0&heatMap=false"),
                screen.requests().sent());
        screen.predictions().getByText("pear").click();
        assertThat(screen.heading()).hasText("Why pear?");
        assertThat(header).containsText(title + where);
        screen.method().selectOption("gradcam");
        screen.predictions().getByText("apple").click();
        assertThat(screen.heading()).hasText("Why apple?");
        assertEquals(gradCam, screen.heat());
        assertEquals(
                2,
                screen.requests().sent().stream()
                        .filter(path -> path.startsWith(EVENTS))
                        .count());
    }

    @Test
    void aLinkToASlowMethodEndsWithItsMap() {
        screen.visit("?picture=daisy&method=integratedgradients");
        assertThat(page.locator(".stage header")).containsText("Integrated gradients, 48 × 48 pixels");
        page.locator("[data-picture=lemon]").click();
        assertThat(page).hasURL(Pattern.compile("picture=lemon"));
        screen.explained();
        assertThat(page.locator(".stage header")).containsText("Integrated gradients, 48 × 48 pixels");
    }

    @Test
    void drawingDifferentlyAndOtherTabsLeaveItRunning() {
        screen.open("?picture=daisy");
        screen.requests().clear();
        try (var slow = SlowRequests.of(page, "**/api/explain.events?*")) {
            screen.method().selectOption("scorecam");
            slow.await();
            moveOpacity();
            page.getByLabel("viridis").check();
            page.getByLabel("Against").check();
            screen.openTab("Model");
            screen.openTab("About");
            screen.openTab("Explain");
            assertThat(runs()).isVisible();
        }
        assertThat(page.locator(".stage header")).containsText("Score-CAM at");
        assertEquals(List.of(SCORE_CAM), screen.requests().sent());
        assertThat(page).hasURL(Pattern.compile("opacity=0.53"));
    }

    @Test
    void aStoppedMethodStaysStopped() {
        screen.open("?picture=daisy");
        screen.requests().clear();
        try (var slow = SlowRequests.of(page, "**/api/explain.events?*")) {
            screen.method().selectOption("scorecam");
            slow.await();
            screen.button("Stop").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Stopped");
            assertEquals(List.of(SCORE_CAM), screen.requests().aborted());
            screen.requests().clear();
            moveOpacity();
            screen.openTab("Model");
            screen.openTab("Explain");
            assertThat(runs()).isHidden();
            assertEquals(List.of(), screen.requests().sent());
        }
        screen.button("Try again").click();
        assertThat(page.locator(".stage header")).containsText("Score-CAM at");
        assertEquals(List.of(SCORE_CAM), screen.requests().sent());
    }

    /** Score-CAM of the picture continues meanwhile, and its result does not change the test. */
    @Test
    void theWhatIfTestUsesGradCamInstead() {
        try (var slow = SlowRequests.of(page, "**/api/explain.events?*")) {
            screen.visit("?tab=spurious&picture=daisy&method=scorecam&model=tiny");
            slow.await();
            screen.requests().clear();
            runWhatIfTest();
            assertThat(labMaps()).hasCount(4);
            assertEquals(4, changedPictures("/api/explain?").size());
        }
        screen.openTab("Explain");
        assertThat(page.locator(".stage header")).containsText("Score-CAM at");
        screen.openTab("Spurious correlations");
        runWhatIfTest();
        assertThat(labMaps()).hasCount(4);
        assertEquals(8, changedPictures("/api/explain?").size());
        assertEquals(List.of(), changedPictures("/api/explain.events?"));
    }

    @Test
    void theWhatIfTestIsAbortedWithItsTab() {
        screen.open("?picture=daisy&model=tiny");
        screen.openTab("Spurious correlations");
        screen.requests().clear();
        try (var slow = SlowRequests.of(page, "**/api/explain?*")) {
            runWhatIfTest();
            slow.await();
            screen.openTab("Model");
            assertEquals(1, screen.requests().aborted().size());
        }
        assertEquals(1, changedPictures("/api/explain?").size());
    }

    @Test
    void theLessonUsesGradCamInstead() {
        screen.open("?picture=daisy&method=scorecam&model=thousand");
        screen.requests().clear();
        screen.openTab("Spurious correlations");
        assertThat(lessonMaps()).hasCount(4);
        assertEquals(4, lessonRequests().size());
        screen.requests().sent().forEach(path -> assertTrue(path.contains("&method=gradcam&"), path));
    }

    @Test
    void theLessonIsAbortedWithItsTab() {
        screen.open("?picture=daisy&model=thousand");
        screen.requests().clear();
        try (var slow = SlowRequests.of(page, "**/api/explain?*")) {
            screen.openTab("Spurious correlations");
            slow.await();
            screen.openTab("Explain");
            assertEquals(lessonRequests(), screen.requests().aborted());
        }
        screen.explained();
        assertEquals(1, lessonRequests().size());
    }

    private void runWhatIfTest() {
        page.getByText("Run what-if test").click();
    }

    private Locator labMaps() {
        return page.locator(".lab li canvas");
    }

    private Locator lessonMaps() {
        return page.locator("section[aria-labelledby=same-title] canvas");
    }

    private List<String> lessonRequests() {
        return screen.requests().sent().stream()
                .filter(path -> path.startsWith("/api/explain?picture=ladybug-"))
                .toList();
    }

    /** Returns the requests for pictures that the what-if test has uploaded. */
    private List<String> changedPictures(String path) {
        return screen.requests().sent().stream()
                .filter(request -> request.matches(Pattern.quote(path) + "picture=[0-9a-f]{32}&.*"))
                .toList();
    }

    private void moveOpacity() {
        page.getByLabel("Opacity").focus();
        for (int i = 0; i < 3; i++) {
            page.keyboard().press("ArrowRight");
        }
    }

    private Locator runs() {
        return page.getByRole(AriaRole.PROGRESSBAR, new Page.GetByRoleOptions().setName("Runs of the model"));
    }
}
