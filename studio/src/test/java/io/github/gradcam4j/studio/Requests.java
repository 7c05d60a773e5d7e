package io.github.gradcam4j.studio;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The requests that a page sends to its studio, and those that it aborts, without pictures. */
final class Requests {

    private final Page page;
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> aborted = new CopyOnWriteArrayList<>();

    Requests(Page page) {
        this.page = page;
        page.onRequest(request -> add(sent, request));
        page.onRequestFailed(request -> add(aborted, request));
    }

    private static void add(List<String> list, Request request) {
        String path = request.url().replaceFirst("^\\w+://[^/]+", "");
        if (path.startsWith("/api/") && !path.replaceFirst("\\?.*", "").endsWith(".png")) {
            list.add(path);
        }
    }

    /** Forgets the requests so far. */
    void clear() {
        settle();
        sent.clear();
        aborted.clear();
    }

    /** Returns the requests sent, such as {@code /api/explain?picture=daisy}. */
    List<String> sent() {
        settle();
        return List.copyOf(sent);
    }

    /**
     * Returns the requests aborted. For event streams use {@link #sent} only: Chromium sometimes reports a complete
     * stream as aborted.
     */
    List<String> aborted() {
        settle();
        return List.copyOf(aborted);
    }

    /** Waits for two frames, after which the page has sent the requests for its latest change. */
    private void settle() {
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
}
