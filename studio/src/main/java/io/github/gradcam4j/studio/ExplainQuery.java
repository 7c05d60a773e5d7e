package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.target.Target;
import java.util.Optional;

/**
 * A request for an explanation, parsed and resolved.
 *
 * @param picture the image's id, under which its activations are cached
 * @param image the image itself, upright
 * @param layer empty for the model's default layer
 */
record ExplainQuery(
        String picture, Image image, Model model, Optional<String> layer, AttributionMethod method, Target target) {

    ExplainQuery withMethod(AttributionMethod other) {
        return new ExplainQuery(picture, image, model, layer, other, target);
    }

    ExplainQuery withLayer(String name) {
        return new ExplainQuery(picture, image, model, Optional.of(name), method, target);
    }
}
