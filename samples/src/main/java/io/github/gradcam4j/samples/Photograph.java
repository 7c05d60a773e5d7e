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
 * A photograph of the curated collection.
 *
 * @param id its name in commands and addresses
 * @param category the category in the gallery
 * @param title for display
 * @param classIndex the ImageNet-1k class of its object, or the nearest class; the note explains the latter
 */
public record Photograph(
        String id, Origin origin, String category, String title, int classIndex, Optional<String> note) {

    private static final String RESOURCE = "photographs.json";

    /** The origin of a photograph. */
    public sealed interface Origin {}

    /** A file of Wikimedia Commons, by its title without {@code File:}. */
    public record OnCommons(String file) implements Origin {}

    /** A composition: the cow of another photograph on drawn snow. */
    public record OnSnow(String photograph) implements Origin {}

    /** Returns all photographs in the gallery's order; a composition comes after its photograph. */
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
