package io.github.gradcam4j.studio;

import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Sign;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;

/**
 * The settings of an overlay.
 *
 * @param sign the part of the map to draw
 * @param alpha the opacity of the heat map, 0 to 1
 */
record OverlayParameters(Sign sign, Colormap colormap, double alpha) {

    private static final Parameter<Colormap> COLORMAP = Parameter.choice(
                    "colormap", "The color map", lowerCase(Colormap.values()), Colormap::byName)
            .withDefault(Colormap.JET.toString());
    private static final Parameter<Double> ALPHA =
            Parameter.number("alpha", "The opacity of the heat map", 0, 1).withDefault(0.5);
    private static final Parameter<Sign> SIGN = Parameter.choice(
                    "sign",
                    "Evidence for the class (positive), against it (negative), or both",
                    lowerCase(Sign.values()),
                    Sign::byName)
            .withDefault(Sign.POSITIVE.toString());

    static final List<Parameter<?>> ALL = List.of(COLORMAP, ALPHA, SIGN);

    /**
     * Parses a request.
     *
     * @throws HttpProblem if a parameter is invalid (400)
     */
    static OverlayParameters parse(Context request) {
        return new OverlayParameters(SIGN.get(request), COLORMAP.get(request), ALPHA.get(request));
    }

    private static List<String> lowerCase(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::toString).toList();
    }

    Image draw(Image image, Explanation explanation) {
        return explanation.overlay(image, sign, colormap, alpha);
    }
}
