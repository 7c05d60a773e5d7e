package io.github.gradcam4j.studio;

import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parses the query parameters that select an explanation. Thread safe. */
final class ExplainParameters {

    static final Parameter<String> MODEL = Parameter.query("model", "A model's id; the first that is ready by default");

    private static final int MAX_CHANNELS = 64;

    private static final Parameter<String> PICTURE =
            Parameter.query("picture", "A sample's id, or the id of an upload").asRequired();
    private static final Parameter<String> LAYER =
            Parameter.query("layer", "A layer's name, or auto; the model's default layer by default");
    private static final Parameter<AttributionMethod> METHOD =
            Parameter.query("method", "An id of /api/methods", Methods::byName).withDefault(Methods.GRAD_CAM.id());
    private static final Parameter<Target> TARGET = Parameter.query(
                    "target",
                    "The class to explain: an index, a label, or topN for the Nth best",
                    ExplainParameters::target)
            .withDefault("top1");
    private static final Parameter<Target> VERSUS = Parameter.query(
                    "versus",
                    "A class to compare with, in the same forms; several for the mean of their scores; none by default",
                    ExplainParameters::target)
            .asRepeated();
    private static final Parameter<double[]> VERSUS_WEIGHTS = Parameter.query(
            "versus-weights",
            "The weights of the classes in versus, in their order, separated by commas; equal by default",
            ExplainParameters::weights);

    /** The parameters that select an explanation. */
    static final List<Parameter<?>> ALL = List.of(PICTURE, MODEL, LAYER, METHOD, TARGET, VERSUS, VERSUS_WEIGHTS);

    /** The flag for a heat map in the response. */
    static final Parameter<Boolean> HEAT_MAP = Parameter.flag(
                    "heatMap", "Whether to include the heat map as a PNG; heatMap is null without it")
            .withDefault(true);

    /** The channels whose maps {@code /api/steps} returns. */
    static final Parameter<List<Integer>> CHANNELS = Parameter.query(
            "channels",
            String.format(
                    Locale.ROOT,
                    "Channels to show, separated by commas, %d at most; those with the largest part in the map "
                            + "by default",
                    MAX_CHANNELS),
            ExplainParameters::channels);

    private final Models models;
    private final Pictures pictures;

    ExplainParameters(Models models, Pictures pictures) {
        this.models = models;
        this.pictures = pictures;
    }

    /**
     * Parses a request.
     *
     * @throws HttpProblem if a parameter is missing or invalid (400), if there is no such image or model (404), or if
     *     the model has to be downloaded first (409)
     */
    ExplainQuery parse(Context request) throws Exception {
        var method = METHOD.get(request);
        String picture = PICTURE.get(request);
        return new ExplainQuery(
                picture,
                pictures.find(picture),
                models.ready(MODEL.find(request)),
                LAYER.find(request),
                method,
                versus(TARGET.get(request), VERSUS.all(request), VERSUS_WEIGHTS.find(request)));
    }

    private static Target versus(Target target, List<Target> others, Optional<double[]> weights) {
        try {
            var contrast = target.versus(others.toArray(Target[]::new));
            return weights.map(contrast::withVersusWeights).orElse(contrast);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(e);
        }
    }

    /** Returns the class that a text denotes. The page sends indices, so a number is never a label here. */
    private static Target target(String text) {
        return text.matches("\\d{1,9}") ? Target.of(Integer.parseInt(text)) : Target.of(text);
    }

    private static double[] weights(String text) {
        try {
            return Arrays.stream(text.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be numbers separated by commas", e);
        }
    }

    private static List<Integer> channels(String text) {
        try {
            return Arrays.stream(text.split(","))
                    .map(Integer::valueOf)
                    .limit(MAX_CHANNELS)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be integers separated by commas", e);
        }
    }
}
