package io.github.gradcam4j.samples;

import java.util.Optional;

/**
 * Whom a picture is from: plain text of one line each, to be escaped where it is shown as HTML.
 *
 * @param license its short name, such as {@code CC BY-SA 3.0}
 * @param licenseUrl where the license is read
 * @param source the page that the picture is from, or how it was made
 */
public record Credit(
        Optional<String> author, Optional<String> license, Optional<String> licenseUrl, Optional<String> source) {

    static final Credit UNKNOWN = new Credit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    static final Credit DRAWN =
            new Credit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("drawn by gradcam4j"));
}
