package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Position;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The what-if test: an object outlined in a picture, and the changed pictures. */
@StudioPage
class LabPageTest {

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen;
        page = screen.page();
    }

    @Test
    void runsTheModelOnTheChangedPictures() {
        screen.visit("?tab=spurious&picture=daisy&box=0.300,0.300,0.400,0.400");
        var share = page.locator(".lab dd strong");
        String before = share.innerText();
        screen.button("Box around the object. Arrow keys move it, Shift with arrow keys resizes it")
                .focus();
        for (int i = 0; i < 5; i++) {
            page.keyboard().press("Shift+ArrowRight");
        }
        assertThat(page).hasURL(Pattern.compile("box=0.300%2C0.300%2C0.500%2C0.400"));
        assertThat(share).not().hasText(before);
        page.getByText("Run what-if test").click();
        assertThat(page.locator(".lab li canvas")).hasCount(4);
        assertThat(page.locator(".lab li").first()).containsText("→");
    }

    @Test
    void drawsAPolygonFromCornerToCorner() {
        screen.visit("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        clickAt(0.25, 0.25);
        clickAt(0.75, 0.25);
        clickAt(0.9, 0.9);
        page.keyboard().press("Backspace");
        clickAt(0.75, 0.75);
        assertFalse(page.url().contains("outline="));
        clickAt(0.25, 0.25);
        assertThat(page).hasURL(Pattern.compile("outline=0\\.2"));
        assertEquals(12.5, areaPercent(), 1);
        assertEquals(maskPercent(), areaPercent(), 0.5);
        page.getByText("Run what-if test").click();
        assertThat(page.locator(".lab li canvas")).hasCount(4);
        assertThat(page.locator(".lab li").first()).containsText("→");
        page.reload();
        assertEquals(12.5, areaPercent(), 1);
        drag(0.75, 0.75, 0.25, 0.75);
        assertThat(page.locator(".lab li canvas")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("outline=(0\\.\\d+%2C){4}0\\.2"));
        page.getByLabel("A box").check();
        assertThat(page).not().hasURL(Pattern.compile("outline="));
    }

    @Test
    void closesAPolygonWithADoubleClickAndCancelsItWithEscape() {
        screen.visit("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        clickAt(0.1, 0.1);
        clickAt(0.6, 0.1);
        page.keyboard().press("Escape");
        assertThat(polygon().locator(".corner")).hasCount(0);
        clickAt(0.1, 0.1);
        clickAt(0.6, 0.1);
        polygon().dblclick(new Locator.DblclickOptions().setPosition(position(0.6, 0.6)));
        assertThat(page).hasURL(Pattern.compile("outline="));
        assertEquals(12.5, areaPercent(), 1);
    }

    @Test
    void drawsAPolygonWithTheKeyboard() {
        screen.visit("?tab=spurious&picture=daisy");
        page.getByLabel("A polygon").check();
        polygon().focus();
        for (String keys : List.of("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft")) {
            for (int i = 0; i < 2; i++) {
                page.keyboard().press("Shift+" + keys);
            }
            page.keyboard().press("Space");
        }
        assertThat(polygon().getByRole(AriaRole.STATUS)).hasText("4 corners. Enter closes the polygon");
        page.keyboard().press("Enter");
        assertThat(page)
                .hasURL(Pattern.compile("outline=0.500%2C0.300%2C0.700%2C0.300%2C0.700%2C0.500%2C0.500%2C0.500"));
        assertEquals(4, areaPercent(), 0.2);
        page.keyboard().press("Backspace");
        page.keyboard().press("Enter");
        assertThat(polygon().getByRole(AriaRole.STATUS)).hasText("Polygon with 3 corners");
    }

    private Locator polygon() {
        return page.locator(".lab [role=application]");
    }

    private Position position(double x, double y) {
        var field = polygon().boundingBox();
        return new Position(Math.min(field.width - 1, x * field.width), Math.min(field.height - 1, y * field.height));
    }

    private void clickAt(double x, double y) {
        polygon().click(new Locator.ClickOptions().setPosition(position(x, y)).setDelay(1));
    }

    private void drag(double fromX, double fromY, double toX, double toY) {
        var field = polygon().boundingBox();
        page.mouse().move(field.x + fromX * field.width, field.y + fromY * field.height);
        page.mouse().down();
        page.mouse().move(field.x + toX * field.width, field.y + toY * field.height);
        page.mouse().up();
    }

    /** Returns the area of the object in percent, as the page shows it. */
    private double areaPercent() {
        String text = page.locator(".lab dd").nth(1).innerText();
        return Double.parseDouble(text.replace("%", "").strip());
    }

    /** Returns the same for the mask of the server. */
    private double maskPercent() {
        return ((Number) page.evaluate("""
                async () => {
                  const image = new Image();
                  image.src = document.querySelector('.lab a[download]').href;
                  await image.decode();
                  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
                  const context = canvas.getContext('2d');
                  context.drawImage(image, 0, 0);
                  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                  return 400 * data.reduce((sum, value, i) => sum + (i % 4 === 0 && value > 127), 0) / data.length;
                }""")).doubleValue();
    }
}
