package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Handler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** An Error is logged with its route, and answered with a problem. */
class ErrorsTest {

    @Test
    void areLoggedAndAnswered() throws Exception {
        var logged = new ArrayList<LogRecord>();
        var log = Logger.getLogger(ProblemHandler.class.getName());
        log.setUseParentHandlers(false);
        log.setFilter(line -> logged.add(line));
        var problems = new ProblemHandler(new ObjectMapper());
        var server = Javalin.create(javalin -> {
            problems.install(javalin);
            for (var route : routes()) {
                javalin.routes.get(route.path(), problems.withErrors(route.handler()));
            }
        });
        try {
            server.start("127.0.0.1", 0);
            var client = new Client(URI.create("http://127.0.0.1:" + server.port()));
            for (var route : routes()) {
                logged.clear();
                var answer = client.get(route.path());
                assertEquals(503, answer.statusCode());
                assertEquals("5", answer.headers().firstValue("Retry-After").orElseThrow());
                assertEquals(
                        HttpProblem.CONTENT_TYPE,
                        answer.headers().firstValue("Content-Type").orElseThrow());
                var detail = Client.json(answer).get("detail").asText();
                assertTrue(detail.contains(route.detail()), detail);
                assertEquals(1, logged.size());
                assertEquals("GET " + route.path(), logged.get(0).getMessage());
                assertEquals(route.error(), logged.get(0).getThrown().getClass());
            }
        } finally {
            server.stop();
            log.setFilter(null);
            log.setUseParentHandlers(true);
        }
    }

    private record Failing(String path, Handler handler, Class<? extends Error> error, String detail) {}

    private static List<Failing> routes() {
        return List.of(
                new Failing(
                        "/memory", context -> context.result(allocate()), OutOfMemoryError.class, "not enough memory"),
                new Failing("/stack", context -> context.result(recurse("")), StackOverflowError.class, "log"),
                new Failing(
                        "/class",
                        context -> Class.forName(Broken.class.getName()),
                        ExceptionInInitializerError.class,
                        "log"));
    }

    private static byte[] allocate() {
        return String.valueOf(new long[Integer.MAX_VALUE].length).getBytes();
    }

    private static String recurse(String text) {
        return recurse(text + "a").trim();
    }

    /** A class that cannot be used. */
    private static final class Broken {
        static final int VALUE = Integer.parseInt("?");
    }
}
