package io.github.gradcam4j.studio;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The questions that a page sends to its studio, and those that it aborts; pictures are not counted. */
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

    /** Counts from here on. */
    void clear() {
        settle();
        sent.clear();
        aborted.clear();
    }

    /** What was sent, such as {@code /api/explain?picture=daisy}. */
    List<String> sent() {
        settle();
        return List.copyOf(sent);
    }

    /** Chromium at times reports a stream of events as aborted that was read to its end: of those only {@link #sent} is certain. */
    List<String> aborted() {
        settle();
        return List.copyOf(aborted);
    }

    /** Two frames later the page has sent what a change makes it send. */
    private void settle() {
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
}
