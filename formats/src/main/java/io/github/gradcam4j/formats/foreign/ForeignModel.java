package io.github.gradcam4j.formats.foreign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Recognizes models of formats that are not read. */
public final class ForeignModel {

    private ForeignModel() {}

    /**
     * Returns what a file or folder is and the command that converts it to ONNX, as a phrase that follows its path;
     * empty if it is not known. The content takes precedence over the ending of the name.
     */
    public static Optional<String> advice(Path path) throws IOException {
        var sample = Sample.of(path);
        for (ForeignFormat format : ForeignFormats.TABLE) {
            if (format.content().test(sample)) {
                return Optional.of(format.advice(path));
            }
        }
        return ForeignFormats.TABLE.stream()
                .filter(format -> sample.endsWith(format.endings()))
                .findFirst()
                .map(format -> format.advice(path));
    }
}
