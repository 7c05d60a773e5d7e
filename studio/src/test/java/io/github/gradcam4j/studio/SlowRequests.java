package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;

/** Holds back requests until it is closed, then passes them on to the studio. */
final class SlowRequests implements AutoCloseable {

    private final Page page;
    private final String pattern;
    private final List<Route> held = new ArrayList<>();
    private boolean open;

    private SlowRequests(Page page, String pattern) {
        this.page = page;
        this.pattern = pattern;
    }

    static SlowRequests of(Page page, String pattern) {
        var slow = new SlowRequests(page, pattern);
        page.route(pattern, slow::hold);
        return slow;
    }

    private void hold(Route route) {
        if (open) {
            route.resume();
        } else {
            held.add(route);
        }
    }

    /** Waits for the first request. */
    void await() {
        page.waitForCondition(() -> !held.isEmpty());
    }

    @Override
    public void close() {
        assertTrue(!held.isEmpty(), "no request for " + pattern);
        open = true;
        held.forEach(Route::resume);
    }
}
