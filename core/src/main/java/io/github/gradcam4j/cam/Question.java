package io.github.gradcam4j.cam;

import java.util.Optional;

/**
 * What is asked of an explainer about a picture. Immutable.
 *
 * @param target the class
 * @param layer where to look; empty for the explainer's own
 * @param method how; empty for the explainer's own
 * @param scale whether a class's score or its probability is explained
 * @param progress hears of methods that run the model many times
 */
public record Question(Target target, Optional<String> layer, Optional<Cam> method, Scale scale, Progress progress) {

    public static Question of(Target target) {
        return new Question(target, Optional.empty(), Optional.empty(), Scale.LOGITS, Progress.SILENT);
    }

    public Question at(String otherLayer) {
        return new Question(target, Optional.of(otherLayer), method, scale, progress);
    }

    public Question by(Cam otherMethod) {
        return new Question(target, layer, Optional.of(otherMethod), scale, progress);
    }

    public Question on(Scale otherScale) {
        return new Question(target, layer, method, otherScale, progress);
    }

    public Question reportingTo(Progress listener) {
        return new Question(target, layer, method, scale, listener);
    }
}
