package io.github.gradcam4j.studio.api;

import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.SampleException;

/**
 * The curated photographs, which are fetched when somebody wants them.
 *
 * @param present how many are here
 * @param total how many there are
 * @param source where they are fetched from
 */
public record PhotographsInfo(int present, int total, String source) {

    public static PhotographsInfo of(Photographs photographs) throws SampleException {
        return new PhotographsInfo(photographs.present(), Photographs.total(), "Wikimedia Commons");
    }
}
