package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.View;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Map;

/**
 * A picture on its way through a cut model.
 *
 * @param input as the model takes it
 * @param frontier what the head needs of it
 */
record Subject(CutModel cut, Tensor input, Map<String, Tensor> frontier, View view, Scale scale, Progress progress) {

    /** The memory that its tensors take. */
    long bytes() {
        return input.data().capacity()
                + frontier.values().stream()
                        .mapToLong(tensor -> tensor.data().capacity())
                        .sum();
    }
}
