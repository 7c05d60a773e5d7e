package io.github.gradcam4j.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.github.gradcam4j.samples.scene.Scenes;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures that users choose, paste or drop, and the messages about invalid files. */
class UploadPageTest {

    private static final String UPLOAD = "picture=[0-9a-f]{32}";

    @RegisterExtension
    static final StudioPageExtension STUDIO = new StudioPageExtension(
            folder -> StudioPageExtension.tiny(folder).andThen(config -> config.uploads(1 << 20, 1_000_000)));

    private Screen screen;
    private Page page;

    @BeforeEach
    void open(Screen screen) {
        this.screen = screen.open("?picture=daisy");
        page = screen.page();
    }

    @Test
    void isChosenAsAFile() {
        byte[] file = Scenes.byName("crossword").draw(320, 240).image().png();
        choose("mine.png", file);
        assertThat(screen.button("mine.png")).hasAttribute("aria-pressed", "true");
        assertThat(page.getByText("Deleted at")).isVisible();
        assertThat(page).hasURL(Pattern.compile(UPLOAD));
        screen.explained();
        var aspect = (Number) page.evaluate("""
                () => { const canvas = document.querySelector('.stage canvas');
                        return canvas.width / canvas.height; }""");
        assertEquals(320.0 / 240, aspect.doubleValue(), 0.01);
    }

    @Test
    void isPastedFromTheClipboard() {
        page.evaluate("""
                async () => {
                  const blob = await (await fetch('/api/samples/analog-clock.png')).blob();
                  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
                }""");
        page.keyboard().press("Control+V");
        assertThat(page).hasURL(Pattern.compile(UPLOAD));
        screen.explained();
        assertThat(page.locator("[data-picture][aria-pressed=true]"))
                .hasAttribute("title", Pattern.compile("png|pasted"));
        String pasted = screen.heat();
        page.locator("[data-picture=analog-clock]").click();
        assertEquals(screen.heat(), pasted);
    }

    @Test
    void pastedTextIsNotUploaded() {
        page.evaluate("() => navigator.clipboard.writeText('plum')");
        page.getByLabel("Explain another class").first().focus();
        page.keyboard().press("Control+V");
        assertThat(page.locator("[role=option]:visible")).hasText("plum2");
    }

    @Test
    void isDroppedAnywhere() {
        byte[] file = Scenes.byName("crossword").draw(320, 240).image().png();
        var carried = page.evaluateHandle("""
                base64 => {
                  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
                  const carried = new DataTransfer();
                  carried.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
                  return carried;
                }""", Base64.getEncoder().encodeToString(file));
        page.dispatchEvent("main", "dragenter", Map.of("dataTransfer", carried));
        assertThat(page.getByText("Drop to explain")).isVisible();
        page.dispatchEvent("main", "drop", Map.of("dataTransfer", carried));
        assertThat(page.getByText("Drop to explain")).hasCount(0);
        assertThat(screen.button("dropped.png")).hasAttribute("aria-pressed", "true");
        assertThat(page).hasURL(Pattern.compile(UPLOAD));
        screen.explained();
    }

    @Test
    void aFileThatIsTooLargeIsRejectedWithTheReason() {
        byte[] large = new byte[(1 << 20) + 1];
        new Random(1).nextBytes(large);
        assertRejected("large.png", large, 413, "1 MiB at most");
    }

    @Test
    void aFileThatIsNotAPictureIsRejectedWithTheReason() {
        assertRejected("letter.png", "Dear Sir or Madam".getBytes(), 422, "letter.png");
    }

    @Test
    void aPictureOfGigabytesIsRejectedWithTheReason() {
        assertRejected("bomb.png", StudioTest.header(50_000, 50_000), 422, "pixels");
    }

    private void assertRejected(String name, byte[] file, int status, String reason) {
        choose(name, file);
        var alert = page.locator("[role=alert]");
        assertThat(alert).containsText(name);
        assertThat(alert).containsText(reason);
        assertThat(page).hasURL(Pattern.compile("picture=daisy"));
        screen.explained();
        alert.getByText("Dismiss").click();
        assertThat(alert).hasCount(0);
        screen.expectStatus(status);
    }

    private void choose(String name, byte[] file) {
        page.locator("input[type=file]").setInputFiles(new FilePayload(name, "image/png", file));
    }
}
