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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The images that can be explained: samples and uploads, by id. Thread safe. */
final class Pictures {

    private static final long HELD_BYTES = 96L << 20;
    private static final int SIDE = 448;
    private static final String PREFIX = "sample:";

    private final Optional<Path> own;
    private final Photographs photographs;
    private final Uploads uploads;
    private final Decoding decoding;
    private final Bulkhead drawing;
    private volatile Samples samples;
    private final Cache<String, Image> held = Caffeine.newBuilder()
            .maximumWeight(HELD_BYTES)
            .weigher((String id, Image picture) -> 3 * picture.width() * picture.height())
            .build();

    /**
     * @param own a folder of custom samples, which replace the photographs
     * @param decoding bounds the files that are decoded at a time, and their time
     * @param drawing bounds the memory and the processors that images take at a time
     * @throws SampleException if the metadata of a folder cannot be read
     */
    Pictures(Optional<Path> own, Photographs photographs, Uploads uploads, Decoding decoding, Bulkhead drawing)
            throws SampleException {
        this.own = own;
        this.photographs = photographs;
        this.uploads = uploads;
        this.decoding = decoding;
        this.drawing = drawing;
        this.samples = Samples.open(photographs.folder(), own);
    }

    Uploads uploads() {
        return uploads;
    }

    List<SampleInfo> samples() {
        return samples.all().stream().map(SampleInfo::of).toList();
    }

    /** Counts the photographs; empty if a folder of custom samples replaces them. */
    Optional<PhotographsInfo> photographs() throws SampleException {
        return own.isPresent() ? Optional.empty() : Optional.of(PhotographsInfo.of(photographs));
    }

    /**
     * Downloads the missing photographs. Each is listed among the samples as soon as it is complete.
     *
     * @throws DownloadException if some are not available; the others have been downloaded
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

    /** Returns the name of the class that a sample shows, if known. */
    Optional<String> truth(String id) {
        return samples.all().stream()
                .filter(sample -> sample.id().equals(name(id)))
                .findFirst()
                .flatMap(Sample::truth)
                .map(Sample.Truth::label);
    }

    /** Returns a sample's image, which is drawn or decoded unless it is in memory. */
    Image sample(String id) throws Exception {
        var known = held.getIfPresent(id);
        if (known == null) {
            var sample = found(id);
            known = sample.depiction() instanceof Sample.Stored
                    ? decoding.run(() -> read(sample))
                    : drawing.pass(() -> read(sample));
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

    /** Returns the mask of a drawn scene's object. */
    Mask mask(String id) throws Exception {
        var sample = found(id);
        return drawing.pass(() -> sample.mask(SIDE))
                .orElseThrow(() -> HttpProblem.notFound(
                        String.format(Locale.ROOT, "The sample %s has no mask; drawn scenes have one", id)));
    }

    private Sample found(String id) {
        try {
            return samples.find(id);
        } catch (UnknownSampleException e) {
            throw HttpProblem.notFound(String.format(
                    Locale.ROOT,
                    "No sample is called '%s'; the nearest are %s",
                    e.id(),
                    String.join(", ", e.suggestions())));
        }
    }

    /** Returns an upload's image. */
    Image upload(String id) {
        return uploads.find(id)
                .orElseThrow(() -> HttpProblem.notFound(
                        "This image is no longer here. Uploads are deleted after a while: add it again."));
    }

    /** Returns an upload by its id, or a sample by its id with or without the prefix {@code sample:}. */
    Image find(String id) throws Exception {
        return Uploads.isId(id) ? upload(id) : sample(name(id));
    }

    private static String name(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
