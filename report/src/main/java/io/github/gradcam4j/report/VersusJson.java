package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.target.Prediction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The classes that a target is compared with: in JSON one prediction, or a list of several classes with weights. */
public sealed interface VersusJson {

    /** One class. */
    record One(@JsonValue Prediction prediction) implements VersusJson {
        @Override
        public List<Contrast> classes() {
            return List.of(new Contrast(prediction.index(), prediction.label(), 1));
        }
    }

    /** Two classes or more, in the order of the request. */
    record Several(@JsonValue List<Contrast> classes) implements VersusJson {}

    /**
     * One of several classes compared with.
     *
     * @param index the index of the class
     * @param label the name of the class
     * @param weight the share of the class in the mean that is subtracted, above 0; all weights sum to 1
     */
    record Contrast(int index, String label, double weight) {

        private static final MathContext DIGITS = new MathContext(2);

        /** Returns the weight with two digits, without zeros at the end: 0.33, 0.5. */
        public String weightText() {
            return new BigDecimal(weight).round(DIGITS).stripTrailingZeros().toPlainString();
        }
    }

    /** Returns the classes, with their weights. */
    List<Contrast> classes();

    /** Returns the document of an explanation's classes; null for none. */
    static @Nullable VersusJson of(List<Explanation.Contrast> versus) {
        return switch (versus.size()) {
            case 0 -> null;
            case 1 -> new One(versus.get(0).prediction());
            default ->
                new Several(versus.stream()
                        .map(c -> new Contrast(
                                c.prediction().index(), c.prediction().label(), c.weight()))
                        .toList());
        };
    }
}
