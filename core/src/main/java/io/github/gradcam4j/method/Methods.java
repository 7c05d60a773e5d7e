package io.github.gradcam4j.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The registry of attribution methods: the built-in ones as constants, and those that a {@link ServiceLoader} finds on the class
 * path. To register a custom method, name its class in
 * {@code META-INF/services/io.github.gradcam4j.method.AttributionMethod}; the command line and the studio then offer it too.
 * Thread safe.
 */
public final class Methods {

    public static final AttributionMethod GRAD_CAM = new GradCam();
    public static final AttributionMethod GRAD_CAM_PLUS_PLUS = new GradCamPlusPlus();
    public static final AttributionMethod SMOOTH_GRAD_CAM_PLUS_PLUS = new SmoothGradCamPlusPlus();
    public static final AttributionMethod HIRES_CAM = new HiResCam();
    public static final AttributionMethod XGRAD_CAM = new XGradCam();
    public static final AttributionMethod LAYER_CAM = new LayerCam();
    public static final AttributionMethod ELEMENT_WISE = new ElementWiseCam();
    public static final AttributionMethod EIGEN_CAM = new EigenCam();
    public static final AttributionMethod EIGEN_GRAD_CAM = new EigenGradCam();
    public static final AttributionMethod ABLATION_CAM = new AblationCam();
    public static final AttributionMethod SCORE_CAM = new ScoreCam();
    public static final AttributionMethod SS_CAM = new SsCam();
    public static final AttributionMethod IS_CAM = new IsCam();
    public static final AttributionMethod FEM = new Fem();
    public static final AttributionMethod INPUT_GRADIENT = new InputGradient();
    public static final AttributionMethod SMOOTH_GRAD = new SmoothGrad();
    public static final AttributionMethod INTEGRATED_GRADIENTS = new IntegratedGradients();
    public static final AttributionMethod GUIDED_BACKPROP = new GuidedBackprop();
    public static final AttributionMethod GUIDED_GRAD_CAM = new GuidedGradCam();
    public static final AttributionMethod RANDOM = new RandomMap(0);
    public static final AttributionMethod CENTER = new CenterPrior();

    private static final List<AttributionMethod> BUILT_IN = List.of(
            GRAD_CAM,
            GRAD_CAM_PLUS_PLUS,
            SMOOTH_GRAD_CAM_PLUS_PLUS,
            HIRES_CAM,
            XGRAD_CAM,
            LAYER_CAM,
            ELEMENT_WISE,
            EIGEN_CAM,
            EIGEN_GRAD_CAM,
            ABLATION_CAM,
            SCORE_CAM,
            SS_CAM,
            IS_CAM,
            FEM,
            INPUT_GRADIENT,
            SMOOTH_GRAD,
            INTEGRATED_GRADIENTS,
            GUIDED_BACKPROP,
            GUIDED_GRAD_CAM,
            RANDOM,
            CENTER);

    /** Names that earlier versions used. */
    private static final Map<String, String> ALIASES = Map.of("centre", "center");

    private Methods() {}

    /** Loads the registered methods on first use, so that the constants do not depend on custom classes. */
    private static final class Registered {

        private static final List<AttributionMethod> ALL = load();

        private static List<AttributionMethod> load() {
            var all = new ArrayList<>(BUILT_IN);
            for (var method : ServiceLoader.load(AttributionMethod.class)) {
                all.stream().filter(m -> m.id().equals(method.id())).findFirst().ifPresent(m -> {
                    throw new IllegalStateException("two attribution methods have the id '%s': %s and %s"
                            .formatted(
                                    m.id(),
                                    m.getClass().getName(),
                                    method.getClass().getName()));
                });
                all.add(method);
            }
            return List.copyOf(all);
        }
    }

    /** Returns all methods: the built-in ones with the baselines last, then those of the class path. */
    public static List<AttributionMethod> all() {
        return Registered.ALL;
    }

    /**
     * Returns the method with an id. Case, hyphens, underscores and spaces do not matter.
     *
     * @throws IllegalArgumentException if no method has this id; the message lists all ids
     */
    public static AttributionMethod byName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        String wanted = ALIASES.getOrDefault(plain, plain);
        return all().stream().filter(m -> m.id().equals(wanted)).findFirst().orElseThrow(() -> {
            String known = all().stream().map(AttributionMethod::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException("no method is called '%s'; there are %s".formatted(name, known));
        });
    }
}
