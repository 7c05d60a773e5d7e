package io.github.gradcam4j.zoo.card;

import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.internal.disk.Neighborhood;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.zoo.download.Checksum;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the sources of a card's weights.
 *
 * @param folder the folder of the card
 */
record SourceReader(Neighborhood folder) {

    /** A package of the registry at one version; npm would take folders, addresses and options in its place. */
    private static final String PACKAGE = "(@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9][a-z0-9._~-]*@[0-9][0-9A-Za-z.+-]*";

    /** The name of a file on every system: no path, no stream of Windows, and with room for an ending. */
    private static final String FILE_NAME = "(?!\\.*$)[^\\\\/:\\p{Cntrl}]{1,200}";

    private static final int LAST_PORT = 65_535;

    /** Reads one source. */
    Source read(Fields source) throws IOException {
        long size = source.count("size").orElse(0L);
        var checksum = checksum(source);
        if (source.has("url")) {
            var web = new Source.Web(address(source), needed(source, checksum), size);
            if (!web.fileName().matches(FILE_NAME)) {
                throw source.failure(
                        "url", "must end in the name of a file, not " + MessageText.excerpt(web.fileName()));
            }
            return web;
        }
        if (source.has("npm")) {
            String npm = source.value(
                            "npm", v -> v.asText().matches(PACKAGE), "a package and its version, as in name@1.0.0")
                    .orElseThrow()
                    .asText();
            return new Source.Npm(
                    npm, source.text("model").orElse("package/model.json"), needed(source, checksum), size);
        }
        String name =
                source.text("file").orElseThrow(() -> source.failure("url", "is missing, and npm and file are too"));
        Path file = path(source, name);
        return new Source.Local(file, checksum, Files.isRegularFile(file) ? Files.size(file) : size);
    }

    private Path path(Fields source, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw source.failure("file", "is not the name of a file here: " + MessageText.excerpt(name));
        }
    }

    private static URI address(Fields source) {
        String text = source.text("url").orElseThrow();
        if (!text.matches("https?://[^/\\s?#]+/[^\\s?#]*[^/\\s?#](\\?\\S*)?")) {
            throw source.failure("url", "must be the http(s) address of a file, not " + MessageText.excerpt(text));
        }
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw source.failure("url", "is no address: " + MessageText.excerpt(e.getMessage()));
        }
        if (address.getHost() == null || address.getPort() > LAST_PORT) {
            throw source.failure(
                    "url", "must have the name of a host, and a port up to 65535, not " + MessageText.excerpt(text));
        }
        return address;
    }

    private static Checksum needed(Fields source, Optional<Checksum> checksum) {
        return checksum.orElseThrow(
                () -> source.failure("sha256", "or sha512 is missing: what is fetched is verified"));
    }

    private static Optional<Checksum> checksum(Fields source) {
        String field = source.has("sha512") ? "sha512" : "sha256";
        try {
            return source.text(field).map(field.equals("sha512") ? Checksum::sha512 : Checksum::sha256);
        } catch (IllegalArgumentException e) {
            throw e instanceof CardException ? e : source.failure(field, "is wrong: " + e.getMessage());
        }
    }

    /**
     * Makes the name of a source's file absolute in its JSON.
     *
     * @throws CardException if the file is outside the folder
     */
    void makeAbsolute(Fields source) throws IOException {
        var file = source.text("file");
        if (file.isPresent()) {
            if (!folder.contains(file.get())) {
                throw source.failure(
                        "file",
                        String.format(
                                Locale.ROOT,
                                "names %s, which is outside the card's folder; move the card there, or give the file:"
                                        + " gradcam models add CARD.json --from FILE",
                                MessageText.excerpt(file.get())));
            }
            source.json().put("file", folder.resolve(file.get()).toString());
        }
    }
}
