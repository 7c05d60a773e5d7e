package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The expected hash of a file. A SHA-256 may be shortened to its first digits, as in the names of torchvision's files.
 *
 * @param algorithm such as {@code SHA-256}
 * @param digits hexadecimal, lower case; the whole hash or its beginning
 */
public record Checksum(String algorithm, String digits) {

    /**
     * Returns a SHA-256 checksum.
     *
     * @param hex the hash in hexadecimal, or at least its first eight digits
     * @throws IllegalArgumentException if it is neither
     */
    public static Checksum sha256(String hex) {
        return new Checksum("SHA-256", checked(hex.toLowerCase(Locale.ROOT)));
    }

    /**
     * Returns a SHA-512 checksum.
     *
     * @param text the hash in hexadecimal, or in base64 as npm prints it, with or without the prefix {@code sha512-}
     * @throws IllegalArgumentException if it is neither
     */
    public static Checksum sha512(String text) {
        String bare = text.startsWith("sha512-") ? text.substring("sha512-".length()) : text;
        boolean hex = bare.matches("[0-9a-fA-F]{128}");
        if (!hex && !bare.matches("[0-9a-zA-Z+/]{86}==")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "'%s' is not a SHA-512: 128 hexadecimal digits or base64 are expected", text));
        }
        return new Checksum(
                "SHA-512",
                hex
                        ? bare.toLowerCase(Locale.ROOT)
                        : HexFormat.of().formatHex(Base64.getDecoder().decode(bare)));
    }

    private static String checked(String hex) {
        if (!hex.matches("[0-9a-f]{8,64}")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "'%s' is not a SHA-256: 64 hexadecimal digits, or at least the first 8 of them, are expected",
                    hex));
        }
        return hex;
    }

    /**
     * Verifies a file.
     *
     * @throws ChecksumException if its hash is another
     */
    public void verify(Path file) throws IOException {
        String actual = of(file);
        if (!actual.startsWith(digits)) {
            throw new ChecksumException(String.format(
                    Locale.ROOT,
                    "%s is damaged or another file: its %s begins with %s, expected %s",
                    file,
                    algorithm,
                    shortened(actual),
                    shortened(digits)));
        }
    }

    private String of(Path file) throws IOException {
        try (InputStream in = OrdinaryFile.open(file)) {
            var digest = MessageDigest.getInstance(algorithm);
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
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
