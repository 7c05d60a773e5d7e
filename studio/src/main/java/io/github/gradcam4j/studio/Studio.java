package io.github.gradcam4j.studio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The web application: a page and its HTTP interface. Thread safe.
 *
 * <pre>{@code
 * try (var studio = Studio.create(config -> config.port(0)).start()) {
 *     System.out.println(studio.url());
 * }
 * }</pre>
 */
public final class Studio implements AutoCloseable {

    /** The threads that handle requests; some belong to Jetty itself. */
    static final int THREADS = 250;

    private static final long GRACE_MILLISECONDS = 5_000;

    private final StudioConfig config;
    private final Api api;
    private final Disconnects disconnects = new Disconnects();
    private final Javalin server;
    private volatile boolean stopped;

    private Studio(StudioConfig config) {
        this.config = config;
        var json = new ObjectMapper();
        api = Api.of(config);
        server = Javalin.create(javalin -> configure(javalin, json));
    }

    /**
     * Creates a studio that does not listen yet.
     *
     * @param settings changes the defaults
     * @throws StudioException if the folder of samples cannot be read
     */
    public static Studio create(Consumer<StudioConfig> settings) {
        var config = new StudioConfig();
        settings.accept(config);
        return new Studio(config);
    }

    private void configure(JavalinConfig javalin, ObjectMapper json) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.jsonMapper(new JavalinJackson(json, false));
        javalin.http.prefer405over404 = true;
        javalin.http.generateEtags = true;
        inMemoryUploads(javalin);
        javalin.jetty.modifyServer(jetty -> {
            jetty.setStopTimeout(GRACE_MILLISECONDS);
            jetty.insertHandler(new BodyFilter(requestBytes(), config.bodyGrace, config.bodyTime));
        });
        javalin.jetty.threadPool = new QueuedThreadPool(THREADS);
        javalin.jetty.addConnector((server, http) -> {
            var connector = new ClientConnector(server, http);
            connector.setHost(config.host);
            connector.setPort(config.port);
            return connector;
        });
        page(javalin, "/assets", "private, max-age=31536000, immutable");
        page(javalin, "/", "no-cache");
        javalin.routes.before(new HostHeaderFilter(config.host)::check);
        var problems = new ProblemHandler(json);
        problems.install(javalin);
        api.routes()
                .forEach(route -> javalin.routes.addHttpHandler(
                        route.method(), route.path(), problems.withErrors(disconnects.ending(route.handler()))));
    }

    /** Keeps files in memory. {@link BodyFilter} limits them while they arrive. */
    private void inMemoryUploads(JavalinConfig javalin) {
        int most = requestBytes();
        javalin.http.maxRequestSize = most;
        javalin.jetty.multipartConfig.maxInMemoryFileSize(most, SizeUnit.BYTES);
    }

    private int requestBytes() {
        return Math.toIntExact(config.uploadBytes + PictureRoutes.FORM_BYTES);
    }

    private static void page(JavalinConfig javalin, String path, String caching) {
        javalin.staticFiles.add(files -> {
            files.hostedPath = path;
            files.directory = path.equals("/") ? "/web" : "/web" + path;
            files.location = Location.CLASSPATH;
            files.headers = Map.of("Cache-Control", caching);
        });
    }

    /**
     * Starts listening.
     *
     * @return this studio
     * @throws StudioException if the port is in use
     * @throws IllegalStateException if the studio was stopped
     */
    public Studio start() {
        if (stopped) {
            throw new IllegalStateException("the studio is closed; create another one");
        }
        try {
            server.start();
        } catch (JavalinBindException e) {
            api.close();
            throw new StudioException(
                    String.format(
                            Locale.ROOT,
                            "Port %d on %s is in use by another program, perhaps another studio. "
                                    + "Choose another port with --port, or any free one with --port 0.",
                            config.port,
                            config.host),
                    e);
        }
        return this;
    }

    Api api() {
        return api;
    }

    /** Returns the port that the studio listens on. */
    public int port() {
        return server.port();
    }

    /** Returns the address of the page. */
    public String url() {
        boolean everywhere = config.host.equals("0.0.0.0") || config.host.equals("::");
        String host = everywhere ? "127.0.0.1" : config.host;
        return String.format(Locale.ROOT, "http://%s:%d/", host.contains(":") ? "[" + host + "]" : host, port());
    }

    /**
     * Stops listening and closes the models. Running requests get a few seconds to finish; slow methods are ended.
     * Stopping again has no effect.
     */
    public synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        api.explanations().cancel();
        server.stop();
        disconnects.close();
        api.close();
    }

    /** Calls {@link #stop}. */
    @Override
    public void close() {
        stop();
    }
}
