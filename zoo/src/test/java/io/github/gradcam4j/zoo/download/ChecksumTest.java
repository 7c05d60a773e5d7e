package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the hashes of "abc" in FIPS 180-2. */
class ChecksumTest {

    private static final String SHA_256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String SHA_512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    private static final String BASE64 =
            "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {SHA_256, "ba7816bf", "BA7816BF8f01"})
    void sha256WholeOrItsBeginning(String hash) throws IOException {
        Checksum.sha256(hash).verify(abc());
    }

    @Test
    void sha512InHexadecimalOrAsNpmPrintsIt() throws IOException {
        Checksum.sha512(SHA_512).verify(abc());
        Checksum.sha512("sha512-" + BASE64).verify(abc());
        assertEquals(Checksum.sha512(SHA_512), Checksum.sha512(BASE64));
    }

    @Test
    void anotherFileIsNamedWithBothHashes() throws IOException {
        var file = Files.writeString(folder.resolve("abd"), "abd");
        String message = assertThrows(
                        ChecksumException.class, () -> Checksum.sha256(SHA_256).verify(file))
                .getMessage();
        assertTrue(message.startsWith(file + " is damaged or another file: its SHA-256 begins with "), message);
        assertTrue(message.endsWith("expected ba7816bf8f01cfea..."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ba7816b", "ba7816bg", SHA_256 + "0"})
    void whatIsNoSha256IsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Checksum.sha256(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ddaf35a1", SHA_256, "sha512-" + SHA_256, "3a81oZNherrMQXNJ"})
    void whatIsNoSha512IsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Checksum.sha512(text));
    }

    private Path abc() throws IOException {
        return Files.writeString(folder.resolve("abc"), "abc");
    }
}
