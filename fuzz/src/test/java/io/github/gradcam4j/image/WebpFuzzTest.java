package io.github.gradcam4j.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** WebP: lossy and lossless, with and without transparency, color profile and orientation, moving. */
class WebpFuzzTest {

    static List<byte[]> images() throws IOException {
        var files = new ArrayList<byte[]>();
        for (String name : List.of(
                "alpha-lossless",
                "alpha-lossy",
                "animated",
                "lossless",
                "lossy",
                "orientation6",
                "profile-alpha-lossy",
                "profile-lossless")) {
            try (var file = TestImages.class.getResourceAsStream(name + ".webp")) {
                files.add(file.readAllBytes());
            }
        }
        return files;
    }

    @MethodSource("images")
    @FuzzTest
    void decodes(byte[] file) throws Exception {
        Reader reader = () -> ImageFuzzTest.decode(file);
        reader.check();
    }
}
