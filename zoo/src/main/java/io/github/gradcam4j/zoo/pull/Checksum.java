package io.github.gradcam4j.zoo.pull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file must hash to. A SHA-256 may be given by its first digits, as torchvision writes them into its files' names.
 *
 * @param algorithm {@code SHA-256} or {@code SHA-512}
 * @param digits hexadecimal, lower case; the whole hash or its beginning
 */
public record Checksum(String algorithm, String digits) {

    private static final int FEWEST_DIGITS = 8;

    /** @param hex the hash in hexadecimal, or at least its first eight digits */
    public static Checksum sha256(String hex) {
        return new Checksum("SHA-256", checked(hex.toLowerCase(Locale.ROOT), 64));
    }

    /** @param text the hash in hexadecimal, or in base64 as npm prints it, with or without {@code sha512-} before it */
    public static Checksum sha512(String text) {
        String bare = text.startsWith("sha512-") ? text.substring("sha512-".length()) : text;
        boolean hex = bare.matches("[0-9a-fA-F]{128}");
        return new Checksum(
                "SHA-512",
                checked(
                        hex
                                ? bare.toLowerCase(Locale.ROOT)
                                : HexFormat.of().formatHex(Base64.getDecoder().decode(bare)),
                        128));
    }

    private static String checked(String hex, int longest) {
        if (!hex.matches("[0-9a-f]{" + FEWEST_DIGITS + "," + longest + "}")) {
            throw new IllegalArgumentException("'%s' is no hash of %d hexadecimal digits, nor the first %d of one"
                    .formatted(hex, longest, FEWEST_DIGITS));
        }
        return hex;
    }

    /**
     * Reads a file through.
     *
     * @throws ChecksumException if it hashes to something else
     */
    public void verify(Path file) throws IOException {
        String actual = of(file);
        if (!actual.startsWith(digits)) {
            throw new ChecksumException("%s is damaged or another file: its %s begins with %s, not with %s"
                    .formatted(file, algorithm, shortened(actual), shortened(digits)));
        }
    }

    private String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance(algorithm);
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static String shortened(String hex) {
        return hex.length() > 16 ? hex.substring(0, 16) + "..." : hex;
    }

    @Override
    public String toString() {
        return algorithm + " " + digits;
    }
}
