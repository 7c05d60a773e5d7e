package io.github.gradcam4j.formats.architecture;

import java.util.List;

/**
 * A square convolution without bias, followed by a batch normalization.
 *
 * @param conv name of the convolution in the state dict
 * @param norm name of the batch normalization in the state dict
 * @param in number of input channels
 * @param out number of output channels
 */
record ConvBatchNorm(String conv, String norm, long in, long out, long kernel, long stride, long groups) {
    List<Parameter> parameters() {
        return List.of(
                Parameter.of(conv + ".weight", out, in / groups, kernel, kernel),
                Parameter.of(norm + ".weight", out),
                Parameter.of(norm + ".bias", out),
                Parameter.of(norm + ".running_mean", out),
                Parameter.of(norm + ".running_var", out),
                Parameter.of(norm + ".num_batches_tracked"));
    }

    /** Returns the padding that keeps height and width at stride 1. */
    long padding() {
        return kernel / 2;
    }
}
