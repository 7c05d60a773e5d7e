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
        return pulled("resnet50-msra");
    }

    /** Returns the classifier of drawn symbols, a model of 5 MB. Skips the running test as {@link #msra}. */
    public static Model detypify() throws IOException, InterruptedException {
        return pulled("detypify");
    }

    private static Model pulled(String id) throws IOException, InterruptedException {
        var zoo = Zoo.open();
        try {
            return zoo.download(zoo.card(id), DownloadListener.SILENT);
        } catch (DownloadException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
            throw e;
        }
    }
}
