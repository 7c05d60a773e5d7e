package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.gradcam4j.samples.Sample;

/**
 * A picture that comes with the studio. What is not known is null.
 *
 * @param note what should be known when the class is compared with an answer
 * @param mask whether it is known exactly where the object is
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SampleInfo(
        String id,
        String category,
        String title,
        @JsonProperty("class") ClassRef shown,
        String license,
        String author,
        String source,
        String note,
        boolean mask) {

    /** A class by index, with the name that is shown for it. */
    public record ClassRef(int index, String label) {}

    public static SampleInfo of(Sample sample) {
        var credit = sample.credit();
        return new SampleInfo(
                sample.id(),
                sample.category(),
                sample.title(),
                sample.truth().map(t -> new ClassRef(t.index(), t.label())).orElse(null),
                credit.license().orElse(null),
                credit.author().orElse(null),
                credit.source().orElse(null),
                sample.note().orElse(null),
                sample.depiction() instanceof Sample.Drawn);
    }
}
