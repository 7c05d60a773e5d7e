package io.github.gradcam4j.studio.api;

import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.SampleException;

/**
 * The curated photographs, which are downloaded on request.
 *
 * @param present the number already downloaded
 * @param total the number of all
 * @param source the site they are downloaded from
 */
public record PhotographsInfo(int present, int total, String source) {

    /**
     * Counts the photographs on disk.
     *
     * @throws SampleException if their metadata cannot be read
     */
    public static PhotographsInfo of(Photographs photographs) throws SampleException {
        return new PhotographsInfo(photographs.present(), Photographs.total(), "Wikimedia Commons");
    }
}
