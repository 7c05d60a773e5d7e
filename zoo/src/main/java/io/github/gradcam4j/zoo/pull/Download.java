package io.github.gradcam4j.zoo.pull;

import io.github.gradcam4j.zoo.pull.PullListener.Phase;
import io.github.gradcam4j.zoo.pull.PullListener.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Fetches a file of the web, verified before it is there. */
public final class Download {

    private Download() {}

    public static Download fromEnvironment() {
        return new Download();
    }

    /** @return {@code target}, whole and verified */
    public Path fetch(URI url, Checksum checksum, long size, Path target, PullListener listener)
            throws IOException, InterruptedException {
        var part = target.resolveSibling(target.getFileName() + ".part");
        var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        listener.on(new Progress(Phase.DOWNLOADING, 0, size));
        try {
            var response = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                throw new PullException("%s answers %d".formatted(url, response.statusCode()));
            }
            listener.on(new Progress(Phase.VERIFYING, 0, size));
            checksum.verify(part);
            return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (PullException e) {
            Files.deleteIfExists(part);
            throw e;
        } catch (IOException e) {
            throw new PullException("%s could not be fetched: %s".formatted(url, e), e);
        }
    }
}
