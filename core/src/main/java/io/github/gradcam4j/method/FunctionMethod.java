package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import java.util.Objects;
import java.util.function.Function;

/** A method from a function. */
record FunctionMethod(String id, String title, Function<AttributionContext, HeatMap> attribute)
        implements AttributionMethod {

    FunctionMethod {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(attribute, "attribute");
    }

    @Override
    public HeatMap attribute(AttributionContext context) {
        return attribute.apply(context);
    }
}
