package io.github.gradcam4j.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The registry of attribution methods: the built-in ones as constants, and those that a {@link ServiceLoader} finds on
 * the class path. To register a custom method, name its class in
 * {@code META-INF/services/io.github.gradcam4j.method.AttributionMethod}; the command line and the studio then offer it
 * too. Thread safe.
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

    /**
     * The methods of the class path, loaded on first use so that the constants do not depend on custom classes.
     *
     * @param failure why loading failed; null if it did not
     */
    private record Registered(List<AttributionMethod> all, RuntimeException failure) {

        private static final Registered METHODS = load();

        private static Registered load() {
            var all = new ArrayList<>(BUILT_IN);
            try {
                for (var method : ServiceLoader.load(AttributionMethod.class)) {
                    check(method, all);
                    all.add(method);
                }
                return new Registered(List.copyOf(all), null);
            } catch (ServiceConfigurationError e) {
                return new Registered(
                        List.of(),
                        new IllegalStateException(
                                "a custom attribution method cannot be loaded: " + e.getMessage(), e));
            } catch (RuntimeException e) {
                return new Registered(List.of(), e);
            }
        }

        private static void check(AttributionMethod method, List<AttributionMethod> others) {
            String type = method.getClass().getName();
            if (!method.id().equals(plain(method.id()))) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "the id '%s' of the attribution method %s must be in lower case, without spaces, hyphens and "
                                + "underscores",
                        method.id(),
                        type));
            }
            for (var other : others) {
                if (other.id().equals(method.id())) {
                    throw new IllegalStateException(String.format(
                            Locale.ROOT,
                            "two attribution methods have the id '%s': %s and %s",
                            method.id(),
                            other.getClass().getName(),
                            type));
                }
            }
        }
    }

    /**
     * Returns all methods: the built-in ones with the baselines last, then those of the class path.
     *
     * @throws IllegalStateException if a method of the class path cannot be loaded, or its id is wrong or used twice
     */
    public static List<AttributionMethod> all() {
        var registered = Registered.METHODS;
        if (registered.failure != null) {
            throw new IllegalStateException(registered.failure.getMessage(), registered.failure);
        }
        return registered.all;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /**
     * Returns the method with an id. Case, hyphens, underscores and spaces do not matter.
     *
     * @throws IllegalArgumentException if no method has this id; the message lists all ids
     */
    public static AttributionMethod byName(String name) {
        String id = ALIASES.getOrDefault(plain(name), plain(name));
        return all().stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow(() -> {
            String ids = all().stream().map(AttributionMethod::id).collect(Collectors.joining(", "));
            return new IllegalArgumentException(
                    String.format(Locale.ROOT, "no method is called '%s'; there are %s", name, ids));
        });
    }
}
