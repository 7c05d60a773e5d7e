package io.github.gradcam4j.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.zoo.download.Checksum;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A file of Wikimedia Commons, as its API describes it.
 *
 * @param image the address of the image, scaled down to the requested width if it is larger
 * @param checksum of the image; known only if it is the original file
 */
record CommonsFile(URI image, Optional<Checksum> checksum, Credit credit) {

    /**
     * Reads the answer to {@code action=query&prop=imageinfo} in its format version 2.
     *
     * @throws UnavailableException if the file does not exist, or the answer contains no address of its image
     */
    static CommonsFile of(String title, JsonNode answer) throws UnavailableException {
        JsonNode page = answer.path("query").path("pages").path(0);
        if (page.path("missing").asBoolean() || page.path("invalid").asBoolean()) {
            throw new UnavailableException(
                    String.format(Locale.ROOT, "\"%s\" does not exist on Wikimedia Commons", title));
        }
        JsonNode info = page.path("imageinfo").path(0);
        JsonNode more = info.path("extmetadata");
        URI image = web(info.path("thumburl"))
                .or(() -> web(info.path("url")))
                .orElseThrow(() -> new UnavailableException(String.format(
                        Locale.ROOT, "the answer of Wikimedia Commons contains no address of \"%s\"", title)));
        Credit credit = new Credit(
                text(more.path("Artist")),
                text(more.path("LicenseShortName")),
                web(more.path("LicenseUrl").path("value")).map(URI::toString),
                web(info.path("descriptionurl")).map(URI::toString));
        Optional<Checksum> checksum = Optional.ofNullable(info.path("sha1").textValue())
                .filter(known -> web(info.path("url")).equals(Optional.of(image)))
                .map(known -> new Checksum("SHA-1", known));
        return new CommonsFile(image, checksum, credit);
    }

    /** Returns the plain text of a field whose value is HTML. */
    private static Optional<String> text(JsonNode field) {
        return Optional.of(PlainText.ofHtml(field.path("value").asText())).filter(text -> !text.isEmpty());
    }

    /** Returns an http or https address; refuses others, such as {@code javascript:}. */
    private static Optional<URI> web(JsonNode field) {
        String address = field.asText().strip();
        try {
            URI uri = new URI(address.startsWith("//") ? "https:" + address : address);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return Optional.of(uri).filter(u -> web && u.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
