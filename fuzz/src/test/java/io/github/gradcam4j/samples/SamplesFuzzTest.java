package io.github.gradcam4j.samples;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.util.Optional;

/** The metadata of a folder of samples. */
class SamplesFuzzTest {

    @FuzzTest
    void reads(byte[] content) throws Exception {
        Reader.file("cat_1.png", new byte[1]);
        Reader.file("a.jpg", new byte[1]);
        Reader.file("metadata.json", content);
        var folder = Reader.Folder.PATH;
        Reader reader = () -> {
            var samples = Samples.open(folder, Optional.of(folder));
            for (var sample : samples.all()) {
                if (sample.depiction() instanceof Sample.Stored stored
                        && !stored.file().toRealPath().startsWith(folder.toRealPath())) {
                    throw new AssertionError("outside of the folder: " + stored.file());
                }
            }
        };
        reader.check();
    }
}
