package io.github.gradcam4j.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.zoo.download.Checksum;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What Commons says of a file.
 *
 * @param picture where the picture is, scaled down to the width asked for if it is larger
 * @param checksum of the picture, known where it is the file itself
 */
record CommonsFile(URI picture, Optional<Checksum> checksum, Credit credit) {

    /**
     * Reads the answer of {@code action=query&prop=imageinfo} in its format version 2.
     *
     * @throws UnavailableException if there is no such file, or the answer does not say where its picture is
     */
    static CommonsFile of(String title, JsonNode answer) throws UnavailableException {
        JsonNode page = answer.path("query").path("pages").path(0);
        if (page.path("missing").asBoolean() || page.path("invalid").asBoolean()) {
            throw new UnavailableException("\"%s\" is not on Wikimedia Commons any more".formatted(title));
        }
        JsonNode info = page.path("imageinfo").path(0);
        JsonNode more = info.path("extmetadata");
        URI picture = web(info.path("thumburl"))
                .or(() -> web(info.path("url")))
                .orElseThrow(() -> new UnavailableException(
                        "Wikimedia Commons does not say where the picture of \"%s\" is".formatted(title)));
        Credit credit = new Credit(
                text(more.path("Artist")),
                text(more.path("LicenseShortName")),
                web(more.path("LicenseUrl").path("value")).map(URI::toString),
                web(info.path("descriptionurl")).map(URI::toString));
        Optional<Checksum> checksum = Optional.ofNullable(info.path("sha1").textValue())
                .filter(known -> web(info.path("url")).equals(Optional.of(picture)))
                .map(known -> new Checksum("SHA-1", known));
        return new CommonsFile(picture, checksum, credit);
    }

    /** The field's value is HTML. */
    private static Optional<String> text(JsonNode field) {
        return Optional.of(PlainText.ofHtml(field.path("value").asText())).filter(text -> !text.isEmpty());
    }

    /** An address that a browser may be sent to: no {@code javascript:} and the like. */
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
