package io.github.gradcam4j.studio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The clients that may use a studio, and for what. Immutable.
 *
 * @param local whether only this computer reaches it
 * @param token the secret that clients present, if any
 * @param downloads whether clients may start downloads
 */
record Exposure(boolean local, Optional<String> token, boolean downloads) {

    private static final int RANDOM_BYTES = 24;

    /**
     * Returns the exposure of a studio: beyond this computer it has a token, and downloads nothing unless that is
     * allowed.
     *
     * @throws StudioException if the host is unknown
     */
    static Exposure of(StudioConfig config) {
        boolean local = address(config.host).isLoopbackAddress();
        var token = config.token.or(() -> local ? Optional.empty() : Optional.of(randomToken()));
        return new Exposure(local, token, local || config.allowModels);
    }

    /** @throws StudioException if the host is unknown */
    static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StudioException(
                    String.format(
                            Locale.ROOT,
                            "The host %s is unknown. Give an address of this computer with --host, "
                                    + "127.0.0.1 for this computer only, or 0.0.0.0 for all of its addresses.",
                            host),
                    e);
        }
    }

    private static String randomToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
