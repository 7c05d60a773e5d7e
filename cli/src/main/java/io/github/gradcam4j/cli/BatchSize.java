package io.github.gradcam4j.cli;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The user's choice of the number of images that the model takes at once.
 *
 * @param number 1 to {@value #LARGEST}; empty for the number that is fastest
 */
record BatchSize(OptionalInt number) {

    static final int LARGEST = 32;

    static final String DESCRIPTION = "Number of images that the model takes at once, 1 to 32 (default: auto). For a "
            + "folder of 120 images or more, auto measures 1, 2, 4 and 8 on the first ones and keeps 1 unless another "
            + "is "
            + "a tenth faster; --verbose prints the rates. The results are the same.";

    /** The number that is fastest. */
    static final BatchSize AUTO = new BatchSize(OptionalInt.empty());

    static final BatchSize ONE = new BatchSize(OptionalInt.of(1));

    /** Returns whether several images may run at once in a folder of {@code images}. */
    boolean mayExceedOne(int images) {
        return number.isPresent() ? number.getAsInt() > 1 && images > 1 : images >= BatchTuner.FEWEST_IMAGES;
    }

    /** @throws IllegalArgumentException if the text is neither {@code auto} nor a number of images */
    static BatchSize parse(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        int number = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > LARGEST) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' is not auto or a number from 1 to %d", text, LARGEST));
        }
        return new BatchSize(OptionalInt.of(number));
    }
}
