package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Thrown when a server answers with a status that carries no content. */
public final class HttpStatusException extends IOException {

    private final int status;
    private final Optional<Duration> retryAfter;

    private HttpStatusException(String message, int status, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static HttpStatusException of(HttpResponse<?> response) {
        int status = response.statusCode();
        var headers = response.headers();
        var retryAfter = headers.firstValue("Retry-After").flatMap(RetryAfter::parse);
        String more = headers.firstValue("Location")
                .map(to -> String.format(Locale.ROOT, ": the redirect to %s is not followed", MessageText.excerpt(to)))
                .or(() -> retryAfter.map(
                        pause -> String.format(Locale.ROOT, " and demands a pause of %d seconds", pause.toSeconds())))
                .orElse("");
        return new HttpStatusException("the server answered with status " + status + more, status, retryAfter);
    }

    /** Returns the status code, such as 404. */
    public int status() {
        return status;
    }

    /** Returns the pause that the server demands before the next request, if any. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Returns whether the same request may succeed later: status 408, 429 or 500 and above. */
    public boolean isTemporary() {
        return status == 408 || status == 429 || status >= 500;
    }
}
