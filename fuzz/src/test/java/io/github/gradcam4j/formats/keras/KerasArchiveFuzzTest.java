package io.github.gradcam4j.formats.keras;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.provider.MethodSource;

/** Files {@code .keras}. */
class KerasArchiveFuzzTest {

    static List<byte[]> models() throws IOException {
        var files = new ArrayList<byte[]>();
        for (String model : KerasModels.all()) {
            for (int method : List.of(ZipEntry.STORED, ZipEntry.DEFLATED)) {
                files.add(Files.readAllBytes(KerasModels.archive().write(Reader.Folder.PATH, model, "3.9.2", method)));
            }
        }
        return files;
    }

    @MethodSource("models")
    @FuzzTest
    void converts(byte[] model) throws Exception {
        var file = Reader.file("model.keras", model);
        Reader reader = () -> LayersModel.read(file).toOnnx().toBytes();
        reader.check();
    }
}
