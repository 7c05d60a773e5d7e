package io.github.gradcam4j.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The size of a model's input in pixels, as in {@code 224x224}.
 *
 * @param width at least 1; at most 100 million pixels together
 * @param height at least 1
 */
public record InputSize(int width, int height) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\s*[xX]\\s*(\\d{1,6})");

    private static final long MOST_PIXELS = 100_000_000;

    public InputSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "an input size is at least 1x1, not %dx%d", width, height));
        }
        if ((long) width * height > MOST_PIXELS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "an input of %dx%d pixels is too large; the limit is %,d",
                    width,
                    height,
                    MOST_PIXELS));
        }
    }

    /**
     * Reads {@code WIDTHxHEIGHT}.
     *
     * @throws IllegalArgumentException if the text is not of this form
     */
    public static InputSize parse(String text) {
        var size = TEXT.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "an input size is WIDTHxHEIGHT in pixels, such as 224x224, not '%s'", text));
        }
        return new InputSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
    }

    /** Returns the longer side in pixels. */
    public int longerSide() {
        return Math.max(width, height);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
