package io.github.gradcam4j;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files with reference values computed by other tools, if present. */
public final class ReferenceData {
    private ReferenceData() {}

    /**
     * Returns a folder or file of the reference data. Skips the running test, with a message on standard error, if it
     * is absent.
     *
     * @param name a path relative to the root of the reference data, such as {@code golden/resnet50_msra.json}
     */
    public static Path path(String name) {
        Path path = root().resolve(name);
        if (!Files.exists(path)) {
            String message = "skipped: no reference data at " + path + " (set GRADCAM_REFERENCE_DATA)";
            // The log of the build does not contain the reasons of skipped tests.
            System.err.println(message);
            abort(message);
        }
        return path;
    }

    private static Path root() {
        String set = System.getenv("GRADCAM_REFERENCE_DATA");
        return set != null && !set.isBlank()
                ? Path.of(set)
                : Path.of(System.getProperty("gradcam.root", "..")).resolve("../shared/data");
    }
}
