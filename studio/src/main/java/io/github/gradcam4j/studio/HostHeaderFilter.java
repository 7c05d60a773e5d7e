package io.github.gradcam4j.studio;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rejects requests from other web sites. The studio has no password, so a foreign page must neither read from it (by
 * resolving its own name to this computer: DNS rebinding) nor post to it. Literal addresses cannot be rebound and are
 * always allowed as hosts.
 */
final class HostHeaderFilter {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";

    private final Set<String> names;

    HostHeaderFilter(String host) {
        names = Set.of("localhost", host.toLowerCase(Locale.ROOT));
    }

    void check(Context request) {
        secure(request);
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
        if (foreign || !page && "cross-site".equals(request.header("Sec-Fetch-Site"))) {
            throw new HttpProblem(403, "Foreign origin", "Other web sites may not use the studio");
        }
    }

    private static void secure(Context response) {
        response.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin");
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
