package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.image.PictureException;
import io.github.gradcam4j.studio.api.SampleInfo;
import io.github.gradcam4j.zoo.sample.Sample;
import io.github.gradcam4j.zoo.sample.Samples;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The pictures that can be explained: samples by their names, uploads by theirs. Thread safe. */
final class Pictures {

    private static final long HELD_BYTES = 96L << 20;
    private static final int SIDE = 448;
    private static final String PREFIX = "sample:";

    private final Samples samples;
    private final Uploads uploads;
    private final Cache<String, Picture> held = Caffeine.newBuilder()
            .maximumWeight(HELD_BYTES)
            .weigher((String id, Picture picture) -> 3 * picture.width() * picture.height())
            .build();

    Pictures(Samples samples, Uploads uploads) {
        this.samples = samples;
        this.uploads = uploads;
    }

    Uploads uploads() {
        return uploads;
    }

    List<SampleInfo> samples() {
        return samples.all().stream().map(SampleInfo::of).toList();
    }

    /** What a sample shows, in words, where that is known. */
    Optional<String> truth(String id) {
        return samples.all().stream()
                .filter(sample -> sample.id().equals(name(id)))
                .findFirst()
                .flatMap(Sample::truth)
                .map(Sample.Truth::label);
    }

    /** A sample's picture. */
    Picture sample(String id) throws PictureException {
        var known = held.getIfPresent(id);
        if (known == null) {
            known = found(id).picture(SIDE);
            held.put(id, known);
        }
        return known;
    }

    /** Where a drawn scene's object is. */
    Mask mask(String id) {
        return found(id)
                .mask(SIDE)
                .orElseThrow(() -> HttpProblem.notFound("It is not known where the object is in " + id));
    }

    private Sample found(String id) {
        try {
            return samples.find(id);
        } catch (NoSuchElementException e) {
            throw HttpProblem.notFound("N" + e.getMessage().substring(1) + "; /api/samples lists all");
        }
    }

    /** An upload's picture. */
    Picture upload(String id) {
        return uploads.find(id)
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is no picture %s: uploads are forgotten after a while, add it again".formatted(id)));
    }

    /** A sample by its name, with or without {@code sample:} before it, or an upload by its id. */
    Picture find(String id) throws PictureException {
        var upload = uploads.find(id);
        return upload.isPresent() ? upload.get() : sample(name(id));
    }

    private static String name(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
