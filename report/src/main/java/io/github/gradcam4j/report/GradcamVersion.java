package io.github.gradcam4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of gradcam4j. Reports name it, since results may differ between versions. */
public final class GradcamVersion {

    private GradcamVersion() {}

    /** Returns the version, such as {@code 0.2.0}. */
    public static String current() {
        try (var text = GradcamVersion.class.getResourceAsStream("version.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
