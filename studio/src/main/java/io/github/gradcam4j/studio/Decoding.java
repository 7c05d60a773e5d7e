package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Image;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Decodes images, a few at a time and each for a limited time. A decoder that does not end when it is interrupted keeps
 * its permit: while all permits are kept, other images are refused, and other requests are served. Thread safe.
 */
final class Decoding {

    private final Bulkhead bulkhead;
    private final Duration longest;

    /** @param longest how long an image may take */
    Decoding(Bulkhead bulkhead, Duration longest) {
        this.bulkhead = bulkhead;
        this.longest = longest;
    }

    /**
     * Runs a decoder.
     *
     * @throws HttpProblem if it takes too long (422), or if too many others run (503)
     */
    Image run(Callable<Image> decoder) throws Exception {
        return bulkhead.passFor(longest, this::late, decoder);
    }

    private HttpProblem late() {
        return HttpProblem.unreadable(String.format(
                Locale.ROOT,
                "Decoding was ended after %.1f s. Make the image smaller, or save it again in another format.",
                longest.toMillis() / 1000.0));
    }
}
