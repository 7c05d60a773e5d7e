package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Demands a token from requests to the HTTP interface: as a bearer token, or as the cookie that the page's link sets.
 * The page itself contains no secrets, so it is served without: it explains what is missing. Thread safe.
 */
final class TokenFilter {

    /** The cookie's name in the OpenAPI document; the real one ends with a digest, since ports share cookies. */
    static final String COOKIE = "gradcam4j";

    private static final String BEARER = "Bearer ";
    private static final int WRONG_TOKENS = 10;
    private static final double WRONG_TOKENS_PER_SECOND = 0.2;

    private final byte[] token;
    private final String cookie;
    private final RateLimit wrong;

    /** @param clock in nanoseconds */
    TokenFilter(String token, LongSupplier clock) {
        this.token = token.getBytes(UTF_8);
        this.cookie = COOKIE + "-" + digest("cookie of " + token);
        this.wrong = new RateLimit("wrong tokens", WRONG_TOKENS, WRONG_TOKENS_PER_SECOND, clock);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void check(Context request) {
        if (!request.path().startsWith("/api/")) {
            String linked = request.queryParam("token");
            if (linked != null && isRight(linked, request)) {
                request.cookie(new Cookie(cookie, linked, "/", -1, false, true, null, SameSite.STRICT));
            }
            return;
        }
        String presented = presented(request)
                .orElseThrow(() -> unauthorized("Open the link that the studio printed at its start, "
                        + "or send its token in the header Authorization: Bearer TOKEN."));
        if (!isRight(presented, request)) {
            throw unauthorized("This token is not the studio's. It may be of an earlier start: "
                    + "open the link that the studio has printed now.");
        }
    }

    private Optional<String> presented(Context request) {
        String header = request.header("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.ofNullable(request.cookie(cookie));
    }

    /** Compares in constant time. A client with too many wrong tokens waits, for the right one too. */
    private boolean isRight(String presented, Context request) {
        String client = request.req().getRemoteAddr();
        wrong.check(client);
        boolean right = MessageDigest.isEqual(token, presented.getBytes(UTF_8));
        if (!right) {
            wrong.count(client);
        }
        return right;
    }

    private static HttpProblem unauthorized(String detail) {
        return new HttpProblem(401, "This studio needs its token", detail, Map.of("WWW-Authenticate", "Bearer"));
    }
}
