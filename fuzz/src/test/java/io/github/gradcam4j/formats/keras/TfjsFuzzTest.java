package io.github.gradcam4j.formats.keras;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** TF.js models: {@code model.json} beside a shard. */
class TfjsFuzzTest {

    static List<byte[]> models() throws IOException {
        var folder = Reader.Folder.PATH;
        var models = new ArrayList<byte[]>();
        for (String model : KerasModels.all()) {
            models.add(Files.readAllBytes(KerasModels.weights().write(folder, model)));
        }
        return models;
    }

    @MethodSource("models")
    @FuzzTest
    void converts(byte[] model) throws Exception {
        var file = Reader.file("model.json", model);
        Reader reader = () -> {
            var read = LayersModel.read(file);
            read.normalizes();
            read.toOnnx().toBytes();
        };
        reader.check();
    }
}
