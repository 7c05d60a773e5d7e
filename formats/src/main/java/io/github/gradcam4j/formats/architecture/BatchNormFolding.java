package io.github.gradcam4j.formats.architecture;

import java.util.List;

/**
 * A square convolution without bias and the batch normalization behind it, by their names in the state dict.
 *
 * @param in channels in
 * @param out channels out
 */
record BatchNormFolding(String conv, String norm, long in, long out, long kernel, long stride, long groups) {
    List<Parameter> parameters() {
        return List.of(
                Parameter.of(conv + ".weight", out, in / groups, kernel, kernel),
                Parameter.of(norm + ".weight", out),
                Parameter.of(norm + ".bias", out),
                Parameter.of(norm + ".running_mean", out),
                Parameter.of(norm + ".running_var", out),
                Parameter.of(norm + ".num_batches_tracked"));
    }

    /** Keeps height and width at stride 1. */
    long padding() {
        return kernel / 2;
    }
}
