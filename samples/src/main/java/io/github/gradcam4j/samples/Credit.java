package io.github.gradcam4j.samples;

import java.util.Optional;

/**
 * The author and license of an image: plain text, one line each. HTML pages must escape it.
 *
 * @param license its short name, such as {@code CC BY-SA 3.0}
 * @param licenseUrl the address of the license text
 * @param source the page of the image, or how it was made
 */
public record Credit(
        Optional<String> author, Optional<String> license, Optional<String> licenseUrl, Optional<String> source) {

    static final Credit UNKNOWN = new Credit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    static final Credit DRAWN =
            new Credit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("drawn by gradcam4j"));
}
