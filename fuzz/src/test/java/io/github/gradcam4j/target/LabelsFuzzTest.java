package io.github.gradcam4j.target;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists of labels. */
class LabelsFuzzTest {

    static Stream<byte[]> lists() {
        var lists =
                Stream.of("cat\n\n dog \r\n", "0 cat\n1 dog\n", "\uFEFF1: cat\n2: dog\n", "id,name\n0,cat\n1,dog\n");
        return Stream.concat(
                lists.map(list -> list.getBytes(StandardCharsets.UTF_8)),
                Stream.of("cat\ndog\n".getBytes(StandardCharsets.UTF_16)));
    }

    @MethodSource("lists")
    @FuzzTest
    void reads(byte[] content) throws Exception {
        var file = Reader.file("labels.txt", content);
        Reader reader = () -> {
            var labels = Labels.read(file);
            labels.search(labels.name(0), 5);
        };
        reader.check();
    }
}
