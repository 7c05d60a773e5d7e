package io.github.gradcam4j.studio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
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

    private static final System.Logger LOG = System.getLogger(Studio.class.getName());

    /** The threads that handle requests; some belong to Jetty itself. */
    static final int THREADS = 250;

    /** Of those, the threads that long requests may occupy. */
    static final int LONG_REQUESTS = 200;

    /** Requests of a client on another computer: a page that opens sends a hundred. */
    static final int BURST = 400;

    static final int REQUESTS_PER_SECOND = 20;
    private static final long GRACE_MILLISECONDS = 5_000;

    private final StudioConfig config;
    private final Exposure exposure;
    private final Api api;
    private final Disconnects disconnects;
    private final Javalin server;
    private volatile boolean stopped;

    private Studio(StudioConfig config) {
        this.config = config;
        var json = new ObjectMapper();
        exposure = config.exposure.orElseGet(() -> Exposure.of(config));
        api = Api.of(config, exposure);
        disconnects = new Disconnects();
        server = Javalin.create(javalin -> configure(javalin, json));
    }

    /**
     * Creates a studio that does not listen yet.
     *
     * @param settings changes the defaults
     * @throws StudioException if the folder of samples cannot be read, or the host is unknown
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
            jetty.setErrorHandler(new ServerProblems(json));
            jetty.insertHandler(new LongRequestLimit(config.longRequests));
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
        if (!exposure.local()) {
            var requests = new RateLimit("requests", BURST, REQUESTS_PER_SECOND, config.clock);
            javalin.routes.before(request -> requests.count(request.req().getRemoteAddr()));
        }
        exposure.token()
                .map(token -> new TokenFilter(token, config.clock))
                .ifPresent(filter -> javalin.routes.before(filter::check));
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
     * @throws StudioException if the port is in use, or the host is not an address of this computer
     * @throws IllegalStateException if the studio was stopped
     */
    public Studio start() {
        if (stopped) {
            throw new IllegalStateException("the studio is closed; create another one");
        }
        try {
            server.start();
        } catch (JavalinException e) {
            disconnects.close();
            api.close();
            throw new StudioException(reason(e), e);
        }
        return this;
    }

    private String reason(JavalinException e) {
        if (!isOfThisComputer(config.host)) {
            return String.format(
                    Locale.ROOT,
                    "%s is not an address of this computer. Give one of its own with --host: "
                            + "127.0.0.1 for this computer only, or 0.0.0.0 for all.",
                    config.host);
        }
        if (e.getMessage().contains("elevated privileges")) {
            return String.format(
                    Locale.ROOT,
                    "Port %d is for programs of the administrator. Choose one above 1023 with --port.",
                    config.port);
        }
        if (e instanceof JavalinBindException) {
            return String.format(
                    Locale.ROOT,
                    "Port %d on %s is in use by another program, perhaps another studio. "
                            + "Choose another port with --port, or any free one with --port 0.",
                    config.port,
                    config.host);
        }
        return String.format(
                Locale.ROOT, "The studio cannot listen on port %d of %s: %s", config.port, config.host, e.getCause());
    }

    /** Only an address of this computer can be listened on. */
    private static boolean isOfThisComputer(String host) {
        try (var any = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return any.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    Api api() {
        return api;
    }

    Disconnects disconnects() {
        return disconnects;
    }

    /** Returns the port that the studio listens on. */
    public int port() {
        return server.port();
    }

    /** Returns the address of the page. */
    public String url() {
        return url(isEverywhere() ? "127.0.0.1" : config.host);
    }

    private boolean isEverywhere() {
        return Exposure.address(config.host).isAnyLocalAddress();
    }

    private String url(String host) {
        return String.format(Locale.ROOT, "http://%s:%d/", host.contains(":") ? "[" + host + "]" : host, port());
    }

    /** Returns the address of the page with the token, if clients need one. */
    public String link() {
        return url() + query();
    }

    private String query() {
        return exposure.token().map(token -> "?token=" + token).orElse("");
    }

    /** Returns the links for other computers, one for each address of this one; empty if they cannot reach it. */
    public List<String> foreignLinks() {
        var hosts = isEverywhere() ? addresses() : isExposed() ? List.of(config.host) : List.<String>of();
        return hosts.stream().map(host -> url(host) + query()).toList();
    }

    /** Returns the IPv4 addresses of this computer that other computers reach. */
    private static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException e) {
            LOG.log(Level.DEBUG, "The addresses of this computer are unknown", e);
            return List.of();
        }
    }

    /** Returns whether other computers can reach the studio. */
    public boolean isExposed() {
        return !exposure.local();
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
