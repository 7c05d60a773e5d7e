package io.github.gradcam4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.gradcam4j.samples.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A sample image. Unknown values are null.
 *
 * @param shown the class that it shows
 * @param note a remark on that class
 * @param mask whether the pixels of the object are known
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SampleInfo(
        String id,
        String category,
        String title,
        @JsonProperty("class") @Nullable ClassRef shown,
        @Nullable String license,
        @Nullable String author,
        @Nullable String source,
        @Nullable String note,
        boolean mask) {

    /** A class by index and name. */
    public record ClassRef(int index, String label) {}

    /** Returns the document of a sample. */
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
