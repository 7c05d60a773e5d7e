package io.github.gradcam4j.zoo.card;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Model cards. */
class CardFuzzTest {

    @FuzzTest
    void reads(byte[] content) throws Exception {
        Reader.file("labels.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8));
        var file = Reader.file("card.json", content);
        Reader card = () -> CardReader.read(file);
        card.check();
        Reader portable = () -> CardReader.portable(file, Optional.empty());
        portable.check();
    }
}
