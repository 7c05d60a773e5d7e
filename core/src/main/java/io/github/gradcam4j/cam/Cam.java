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
    Cam GRADCAM_PLUS_PLUS = new GradCamPlusPlus();
    Cam SMOOTH_GRADCAM_PLUS_PLUS = new SmoothGradCamPlusPlus();
    Cam HIRESCAM = new HiResCam();
    Cam XGRADCAM = new XGradCam();
    Cam LAYER_CAM = new LayerCam();
    Cam ELEMENT_WISE = new ElementWise();
    Cam EIGEN_CAM = new EigenCam();
    Cam EIGEN_GRADCAM = new EigenGradCam();
    Cam ABLATION_CAM = new AblationCam();
    Cam SCORE_CAM = new ScoreCam();
    Cam SS_CAM = new SsCam();
    Cam IS_CAM = new IsCam();
    Cam FEM = new Fem();
    Cam INPUT_GRADIENT = new InputGradient();
    Cam SMOOTHGRAD = new SmoothGrad();
    Cam INTEGRATED_GRADIENTS = new IntegratedGradients();
    Cam GUIDED_BACKPROP = new GuidedBackprop();
    Cam GUIDED_GRADCAM = new GuidedGradCam();
    Cam RANDOM = new RandomMap(0);
    Cam CENTRE = new CentredBlob();

    /** The name that users write, such as {@code gradcam}. */
    String id();

    /** What people call it, such as {@code Grad-CAM}. */
    String title();

    /** Whose places the map's values stand for. */
    default Resolution resolution() {
        return Resolution.LAYER;
    }

    /**
     * Whether the map's sum is meant to be what the score gains over that of no activations, or of an empty input. How near it comes
     * {@link io.github.gradcam4j.metric.CompletenessError} says.
     */
    default boolean addsUp(Evidence evidence) {
        return false;
    }

    /** Whether the map is {@code sum_k w_k A_k} with w_k the mean of the gradient over space, which many classes can be given at once. */
    default boolean weighsByMeanGradient() {
        return false;
    }

    /** Whether the method runs the model, or its head, many times: seconds to minutes instead of a moment. */
    default boolean isSlow() {
        return false;
    }

    /** The map of one picture, [h, w] of {@link #resolution}: signed, before any ReLU, resizing or normalisation. */
    HeatMap map(Evidence evidence);

    /** Every method there is, the controls last. */
    static List<Cam> all() {
        return List.of(
                GRADCAM,
                GRADCAM_PLUS_PLUS,
                SMOOTH_GRADCAM_PLUS_PLUS,
                HIRESCAM,
                XGRADCAM,
                LAYER_CAM,
                ELEMENT_WISE,
                EIGEN_CAM,
                EIGEN_GRADCAM,
                ABLATION_CAM,
                SCORE_CAM,
                SS_CAM,
                IS_CAM,
                FEM,
                INPUT_GRADIENT,
                SMOOTHGRAD,
                INTEGRATED_GRADIENTS,
                GUIDED_BACKPROP,
                GUIDED_GRADCAM,
                RANDOM,
                CENTRE);
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    static Cam named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        return all().stream().filter(c -> c.id().equals(wanted)).findFirst().orElseThrow(() -> {
            String known = all().stream().map(Cam::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException("no method is called '%s'; there are %s".formatted(name, known));
        });
    }
}
