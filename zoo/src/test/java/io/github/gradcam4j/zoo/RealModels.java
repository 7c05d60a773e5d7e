package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.io.IOException;

/**
 * Models with real weights, for the tests of every module: pulled into the home of the environment where they are not
 * there.
 */
public final class RealModels {

    private RealModels() {}

    /** Returns the ResNet-50 of 2015. Skips the running test, with a message, if the model is not available. */
    public static Model msra() throws IOException, InterruptedException {
        var zoo = Zoo.open();
        try {
            return zoo.download(zoo.card("resnet50-msra"), DownloadListener.SILENT);
        } catch (DownloadException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
            throw e;
        }
    }
}
