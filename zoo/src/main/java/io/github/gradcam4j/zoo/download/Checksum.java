package io.github.gradcam4j.zoo.download;

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

    /** @param hex the hash in hexadecimal, or at least its first eight digits */
    public static Checksum sha256(String hex) {
        return new Checksum("SHA-256", checked(hex.toLowerCase(Locale.ROOT)));
    }

    /** @param text the hash in hexadecimal, or in base64 as npm prints it, with or without {@code sha512-} before it */
    public static Checksum sha512(String text) {
        String bare = text.startsWith("sha512-") ? text.substring("sha512-".length()) : text;
        boolean hex = bare.matches("[0-9a-fA-F]{128}");
        if (!hex && !bare.matches("[0-9a-zA-Z+/]{86}==")) {
            throw new IllegalArgumentException(
                    "'%s' is no SHA-512 of 128 hexadecimal digits, nor one in base64".formatted(text));
        }
        return new Checksum(
                "SHA-512",
                hex
                        ? bare.toLowerCase(Locale.ROOT)
                        : HexFormat.of().formatHex(Base64.getDecoder().decode(bare)));
    }

    private static String checked(String hex) {
        if (!hex.matches("[0-9a-f]{8,64}")) {
            throw new IllegalArgumentException(
                    "'%s' is no SHA-256 of 64 hexadecimal digits, nor the first 8 or more of one".formatted(hex));
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
