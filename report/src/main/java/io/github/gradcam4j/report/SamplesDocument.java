package io.github.gradcam4j.report;

import io.github.gradcam4j.samples.Samples;
import java.util.List;

/** The document of {@code gradcam samples --json}. */
public record SamplesDocument(List<SampleInfo> samples) {

    /** Returns the samples of a gallery. */
    public static SamplesDocument of(Samples samples) {
        return new SamplesDocument(samples.all().stream().map(SampleInfo::of).toList());
    }
}
