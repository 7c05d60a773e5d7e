package io.github.gradcam4j.report.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scores of every method's map of one image.
 *
 * @param input the image's name
 * @param file the start of the names of its thumbnails in the directory {@code pictures} of the report:
 *     {@code FILE.jpg} and {@code FILE.METHOD.jpg}
 * @param sha256 SHA-256 of the image's pixels, in hexadecimal digits
 * @param target the index of the class explained
 * @param label the name of the class explained
 * @param probability the model's probability of that class, 0 to 1
 * @param objectShare the object's share of the model's input, 0 to 1; null if its position is unknown
 * @param maps one for each method
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ImageScores(
        String input,
        String file,
        String sha256,
        int target,
        String label,
        double probability,
        @Nullable Double objectShare,
        List<MapScores> maps) {

    public ImageScores {
        maps = List.copyOf(maps);
    }

    /** Returns a method's value of a metric, by their ids. */
    Optional<Double> value(String method, String metric) {
        return maps.stream()
                .filter(map -> map.method().equals(method))
                .findFirst()
                .map(map -> map.values().get(metric));
    }

    /** Returns the same scores under another name of the image. */
    ImageScores withInput(String name) {
        return new ImageScores(name, file, sha256, target, label, probability, objectShare, maps);
    }
}
