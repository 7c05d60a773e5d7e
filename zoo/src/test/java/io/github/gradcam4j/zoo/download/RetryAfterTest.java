package io.github.gradcam4j.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5                             | 5",
                "0                             | 0",
                "-5                            | 0",
                "soon                          | 0",
                "Wed, 21 Oct 2015 07:28:00 GMT | 0"
            })
    void secondsPastAndNonsense(String header, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), RetryAfter.of(Optional.of(header)));
    }

    @Test
    void absent() {
        assertEquals(Duration.ZERO, RetryAfter.of(Optional.empty()));
    }

    @Test
    void aDate() {
        var date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90);
        Duration wait = RetryAfter.of(Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(date)));
        assertEquals(90, wait.toSeconds(), 3);
    }
}
