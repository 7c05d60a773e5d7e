package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "' 7 ', 7", "'Wed, 21 Oct 2015 07:28:00 GMT', 0"})
    void secondsAndDatesInThePast(String header, long seconds) {
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), RetryAfter.parse(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "", "1.5", "9999999999", "Wed, 32 Oct 2015 07:28:00 GMT"})
    void otherValuesAreIgnored(String header) {
        assertEquals(Optional.empty(), RetryAfter.parse(header));
    }

    @Test
    void aDate() {
        var date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90);
        Duration wait = RetryAfter.parse(DateTimeFormatter.RFC_1123_DATE_TIME.format(date))
                .orElseThrow();
        assertEquals(90, wait.toSeconds(), 3);
    }
}
