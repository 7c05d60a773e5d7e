package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.report.SampleInfo;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.Sample;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.samples.UnknownSampleException;
import io.github.gradcam4j.studio.api.PhotographsInfo;
import io.github.gradcam4j.zoo.download.DownloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The pictures that can be explained: samples by their names, uploads by theirs. Thread safe. */
final class Pictures {

    private static final long HELD_BYTES = 96L << 20;
    private static final int SIDE = 448;
    private static final String PREFIX = "sample:";

    private final Optional<Path> own;
    private final Photographs photographs;
    private final Uploads uploads;
    private volatile Samples samples;
    private final Cache<String, Image> held = Caffeine.newBuilder()
            .maximumWeight(HELD_BYTES)
            .weigher((String id, Image picture) -> 3 * picture.width() * picture.height())
            .build();

    /**
     * @param own a folder of pictures that is shown instead of the photographs
     * @throws SampleException if a folder of samples cannot be understood
     */
    Pictures(Optional<Path> own, Photographs photographs, Uploads uploads) throws SampleException {
        this.own = own;
        this.photographs = photographs;
        this.uploads = uploads;
        this.samples = Samples.open(photographs.folder(), own);
    }

    Uploads uploads() {
        return uploads;
    }

    List<SampleInfo> samples() {
        return samples.all().stream().map(SampleInfo::of).toList();
    }

    /** What there is of the photographs; empty where a folder of one's own is shown instead. */
    Optional<PhotographsInfo> photographs() throws SampleException {
        return own.isPresent() ? Optional.empty() : Optional.of(PhotographsInfo.of(photographs));
    }

    /**
     * Fetches the photographs that are missing; each is among the samples as soon as it is here.
     *
     * @throws DownloadException if one cannot be had; the others have come
     */
    void pull(Consumer<Photographs.Step> listener) throws IOException, InterruptedException {
        var missing = new ArrayList<String>();
        for (Photographs.Step step : photographs.download(arrived(listener))) {
            step.problem().ifPresent(problem -> missing.add(step.photograph().title() + ": " + problem));
        }
        if (!missing.isEmpty()) {
            throw new DownloadException(String.join("\n", missing));
        }
    }

    private Consumer<Photographs.Step> arrived(Consumer<Photographs.Step> listener) {
        return step -> {
            if (step.outcome() == Photographs.Outcome.DOWNLOADED) {
                refresh();
            }
            listener.accept(step);
        };
    }

    private void refresh() {
        try {
            samples = Samples.open(photographs.folder(), own);
        } catch (SampleException e) {
            throw new UncheckedIOException(e);
        }
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
    Image sample(String id) throws ImageException {
        var known = held.getIfPresent(id);
        if (known == null) {
            known = read(found(id));
            held.put(id, known);
        }
        return known;
    }

    private static Image read(Sample sample) throws ImageException {
        try {
            return sample.image(SIDE);
        } catch (ImageException e) {
            if (sample.depiction() instanceof Sample.Stored stored) {
                String file = stored.file().toString();
                throw HttpProblem.unreadable(
                        e.getMessage().replace(file, stored.file().getFileName().toString()));
            }
            throw e;
        }
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
        } catch (UnknownSampleException e) {
            throw HttpProblem.notFound("No sample is called '%s'; the nearest are %s; /api/samples lists all"
                    .formatted(e.id(), String.join(", ", e.suggestions())));
        }
    }

    /** An upload's picture. */
    Image upload(String id) {
        return uploads.find(id)
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is no picture %s: uploads are forgotten after a while, add it again".formatted(id)));
    }

    /** A sample by its name, with or without {@code sample:} before it, or an upload by its id. */
    Image find(String id) throws ImageException {
        var upload = uploads.find(id);
        return upload.isPresent() ? upload.get() : sample(name(id));
    }

    private static String name(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
