package io.github.gradcam4j.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A photograph that we chose.
 *
 * @param classIndex the ImageNet-1k class of what it shows, or the nearest there is: then the note says so
 */
public record Photograph(
        String id, Origin origin, String category, String title, int classIndex, Optional<String> note) {

    private static final String RESOURCE = "photographs.json";

    /** Where it is from. */
    public sealed interface Origin {}

    /** A file of Wikimedia Commons, by its title without {@code File:}. */
    public record OnCommons(String file) implements Origin {}

    /** Composed by us: the cow of another photograph on drawn snow. */
    public record OnSnow(String photograph) implements Origin {}

    /** All of them, in the gallery's order; one that is composed comes after what it is made of. */
    public static List<Photograph> catalog() {
        try (InputStream in = Photograph.class.getResourceAsStream(RESOURCE)) {
            JsonNode entries = new ObjectMapper().readTree(in);
            return StreamSupport.stream(entries.spliterator(), false)
                    .map(Photograph::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Photograph of(JsonNode entry) {
        return new Photograph(
                entry.required("id").textValue(),
                entry.has("commons")
                        ? new OnCommons(entry.get("commons").textValue())
                        : new OnSnow(entry.required("on_snow").textValue()),
                entry.required("category").textValue(),
                entry.required("title").textValue(),
                entry.required("class").intValue(),
                Optional.ofNullable(entry.path("note").textValue()));
    }
}
