package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Resize;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results kept in an evaluation's directory, each with a key of everything that it depends on.
 *
 * @param directory the directory of the images' files
 */
record ResultStore(Path directory) {

    /** The name of an image's own thumbnail, which no method can have as its id. */
    static final String IMAGE = "the image";

    private static final int THUMBNAIL = 160;

    /**
     * Everything that an image's scores depend on.
     *
     * @param image SHA-256 of the image's pixels
     * @param mask SHA-256 of the object's mask; null for none
     * @param target the class requested
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ImageKey(EvaluationSettings settings, String image, String mask, String target) {}

    /** Everything that the result of the model randomization test depends on. */
    record RandomizationKey(EvaluationSettings settings, List<String> images, int stages, int shuffles) {}

    /** @param thumbnails JPEG files of the image, by {@link #IMAGE}, and of the maps, by the methods' ids */
    private record KeptScores(ImageKey key, ImageScores scores, Map<String, byte[]> thumbnails) {}

    private record KeptRandomization(
            RandomizationKey key,
            List<Integer> stages,
            List<Long> parameters,
            Map<String, List<Double>> correlations,
            Map<String, String> problems) {

        static KeptRandomization of(RandomizationKey key, ModelRandomization result) {
            return new KeptRandomization(
                    key, result.stages(), result.parameters(), result.correlations(), result.problems());
        }

        /** Returns the result; empty for the file of an older version. */
        Optional<ModelRandomization> result() {
            return parameters == null || problems == null
                    ? Optional.empty()
                    : Optional.of(new ModelRandomization(stages, parameters, correlations, problems));
        }
    }

    /** @param report the directory of the evaluation */
    static ResultStore in(Path report) {
        return new ResultStore(report.resolve("pictures"));
    }

    /** Returns the kept scores of an image, if their key is the same. */
    Optional<ImageScores> scores(Path name, ImageKey key) throws IOException {
        return read(json(name.toString()), KeptScores.class)
                .filter(kept -> key.equals(kept.key) && kept.thumbnails != null)
                .map(KeptScores::scores);
    }

    void keep(Path name, ImageKey key, ImageScores scores, Map<String, byte[]> thumbnails) throws IOException {
        AtomicFile.write(json(name.toString()), Json.bytes(new KeptScores(key, scores, thumbnails)));
    }

    /**
     * Returns the thumbnails of an image whose scores are kept: JPEG files by {@link #IMAGE} and the methods' ids.
     *
     * @param name as in {@link ImageScores#file}
     */
    Map<String, byte[]> thumbnails(String name) throws IOException {
        return Json.read(json(name), KeptScores.class).thumbnails;
    }

    private Path json(String name) {
        return directory.resolve(name + ".json");
    }

    /** Returns the kept result of the model randomization test, if its key is the same. */
    Optional<ModelRandomization> randomization(RandomizationKey key) throws IOException {
        return read(randomizationFile(), KeptRandomization.class)
                .filter(kept -> key.equals(kept.key))
                .flatMap(KeptRandomization::result);
    }

    void keep(RandomizationKey key, ModelRandomization result) throws IOException {
        AtomicFile.write(randomizationFile(), Json.bytes(KeptRandomization.of(key, result)));
    }

    private Path randomizationFile() {
        return directory.resolve("randomization.json");
    }

    /** Reads a file; empty if it does not exist or is of another version. */
    private static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(file, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Returns a small copy of an image as a JPEG file. */
    static byte[] thumbnail(Image image) {
        double scale = (double) THUMBNAIL / Math.max(image.width(), image.height());
        int width = Math.max(1, (int) Math.round(scale * image.width()));
        int height = Math.max(1, (int) Math.round(scale * image.height()));
        return Resize.bilinear(image, width, height).jpeg();
    }
}
