package io.github.gradcam4j.cam;

import io.github.gradcam4j.image.HeatMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A class activation map: a way to turn a layer's activations, and the gradient of a class's score there, into a map of
 * the evidence for that class. Methods have no state and are thread safe.
 */
public interface Cam {

    Cam GRADCAM = new GradCam();
    Cam HIRESCAM = new HiResCam();

    /** The name that users write, such as {@code gradcam}. */
    String id();

    /** What people call it, such as {@code Grad-CAM}. */
    String title();

    /** The map of one picture, [h, w] of the layer: signed, before any ReLU, resizing or normalisation. */
    HeatMap map(Evidence evidence);

    /** Every method there is. */
    static List<Cam> all() {
        return List.of(GRADCAM, HIRESCAM);
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    static Cam named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
        return all().stream().filter(c -> c.id().equals(wanted)).findFirst().orElseThrow(() -> {
            String known = all().stream().map(Cam::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException("no method is called '%s'; there are %s".formatted(name, known));
        });
    }
}
