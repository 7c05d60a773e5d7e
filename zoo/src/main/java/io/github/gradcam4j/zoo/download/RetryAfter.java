package io.github.gradcam4j.zoo.download;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Parser of the HTTP header {@code Retry-After} (RFC 9110, section 10.2.3): a number of seconds or a date. */
final class RetryAfter {

    private RetryAfter() {}

    /** Returns the time to wait: zero for a date in the past, empty for a value that is neither seconds nor a date. */
    static Optional<Duration> parse(String header) {
        String value = header.strip();
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
