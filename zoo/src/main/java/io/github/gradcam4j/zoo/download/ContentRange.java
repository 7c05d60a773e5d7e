package io.github.gradcam4j.zoo.download;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Range} of a 206 (RFC 9110, section 14.4).
 *
 * @param start the position of the first byte in the whole file
 * @param total the number of bytes of the whole file; 0 if the server does not report it
 */
record ContentRange(long start, long total) {

    private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    /** Parses a header; returns empty if it is malformed. */
    static Optional<ContentRange> parse(String header) {
        Matcher m = FORM.matcher(header.strip());
        return m.matches()
                ? Optional.of(new ContentRange(
                        Long.parseLong(m.group(1)), m.group(2).equals("*") ? 0 : Long.parseLong(m.group(2))))
                : Optional.empty();
    }
}
