package io.github.gradcam4j.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.HttpStatusException;
import io.github.gradcam4j.zoo.download.RefusedException;
import io.github.gradcam4j.zoo.download.WebClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * The API of Wikimedia Commons. Sends one request at a time, with a pause between two requests, and waits as long as
 * the server demands. Thread safe: requests queue.
 */
final class Commons {
    /** One of the widths that Commons keeps ready; it refuses others. */
    private static final int WIDTH = 960;

    private static final int MOST_BYTES = 32 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final WebClient client;
    private final URI api;
    private final Duration pause;
    private long freeAt = System.nanoTime();

    Commons() {
        this(URI.create("https://commons.wikimedia.org/w/api.php"), new WebClient(), Duration.ofMillis(500));
    }

    /** @param pause the shortest time between the end of a request and the begin of the next */
    Commons(URI api, WebClient client, Duration pause) {
        this.api = api;
        this.client = client;
        this.pause = pause;
    }

    /**
     * Returns the address, checksum and credit of a file.
     *
     * @param title without {@code File:}
     * @throws UnavailableException if the file does not exist
     * @throws DownloadException if Commons cannot be used now
     */
    CommonsFile describe(String title) throws IOException, InterruptedException {
        String query = "?action=query&format=json&formatversion=2&redirects=1&prop=imageinfo"
                + "&iiprop=url%7Csha1%7Cextmetadata&iiextmetadatafilter=Artist%7CLicenseShortName%7CLicenseUrl"
                + "&iiurlwidth=" + WIDTH
                + "&titles=" + URLEncoder.encode("File:" + title, StandardCharsets.UTF_8);
        byte[] answer = get(URI.create(api + query), title);
        try {
            JsonNode root = json.readTree(answer);
            if (root.has("error")) {
                throw new DownloadException("Wikimedia Commons refuses the request: "
                        + PlainText.oneLine(root.path("error").path("info").asText()));
            }
            return CommonsFile.of(title, root);
        } catch (JsonProcessingException e) {
            throw new DownloadException(
                    String.format(
                            Locale.ROOT,
                            "the answer of %s is not one of Wikimedia Commons; it may come from a proxy or a login "
                                    + "page",
                            api.getHost()),
                    e);
        }
    }

    /**
     * Returns the encoded image.
     *
     * @throws UnavailableException if it does not exist any more or is too large
     * @throws DownloadException if Commons cannot be used now
     */
    byte[] image(String title, CommonsFile file) throws IOException, InterruptedException {
        return get(file.image(), title);
    }

    private synchronized byte[] get(URI address, String title) throws IOException, InterruptedException {
        Thread.sleep(Math.max(0, Duration.ofNanos(freeAt - System.nanoTime()).toMillis()));
        try {
            return client.get(address, MOST_BYTES);
        } catch (HttpStatusException e) {
            throw refusal(address, title, e);
        } catch (RefusedException e) {
            throw new UnavailableException(
                    String.format(Locale.ROOT, "the image \"%s\" is not used: %s", title, e.getMessage()), e);
        } catch (IOException e) {
            String why = e instanceof ConnectException ? "no connection" : e.getMessage();
            throw new DownloadException(
                    String.format(
                            Locale.ROOT,
                            "%s cannot be reached (%s). The photographs need the network once; the drawn scenes "
                                    + "never do."
                                    + " To use your own images, give their folder with --samples DIR",
                            address.getHost(),
                            why),
                    e);
        } finally {
            freeAt = System.nanoTime() + pause.toNanos();
        }
    }

    private static IOException refusal(URI address, String title, HttpStatusException e) {
        if (e.status() == 404 || e.status() == 410) {
            return new UnavailableException(
                    String.format(Locale.ROOT, "the image \"%s\" does not exist (HTTP %d)", title, e.status()), e);
        }
        if (e.isTemporary()) {
            String when = e.retryAfter()
                    .map(wait -> String.format(Locale.ROOT, "in %d s", wait.toSeconds()))
                    .orElse("later");
            return new DownloadException(
                    String.format(
                            Locale.ROOT,
                            "%s is busy (HTTP %d): try again %s; the photographs downloaded so far are kept",
                            address.getHost(),
                            e.status(),
                            when),
                    e);
        }
        return new DownloadException(
                String.format(Locale.ROOT, "%s refuses the request: HTTP %d", address.getHost(), e.status()), e);
    }
}
