package io.github.gradcam4j.studio;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rejects requests from other web sites. On this computer the studio needs no token, so a foreign page must neither
 * read from it (by resolving its own name to this computer: DNS rebinding) nor post to it. Literal addresses cannot be
 * rebound and are always allowed as hosts.
 */
final class HostHeaderFilter {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";

    /** The headers of every response. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin");

    /** The requests of the page and of the user. A page of another port of this computer is of the same site. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> names;

    HostHeaderFilter(String host) {
        names = Stream.of("localhost", host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    void check(Context request) {
        HEADERS.forEach(request::header);
        String host = request.header("Host");
        if (host == null || !known(host)) {
            throw new HttpProblem(
                    403,
                    "Unknown host",
                    "Open the studio by its address, as localhost, or by the name given with --host");
        }
        String origin = request.header("Origin");
        boolean foreign = origin != null && !sameHost(origin, host);
        boolean page = !request.path().startsWith("/api/");
        String site = request.header("Sec-Fetch-Site");
        if (foreign || !page && site != null && !OWN_SITE.contains(site)) {
            throw new HttpProblem(403, "Foreign origin", "Other web sites may not use the studio");
        }
    }

    private boolean known(String hostAndPort) {
        String host = hostAndPort.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return names.contains(host)
                || IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches();
    }

    private static boolean sameHost(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
