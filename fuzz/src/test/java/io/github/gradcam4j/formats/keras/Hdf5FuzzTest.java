package io.github.gradcam4j.formats.keras;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** HDF5 files of Keras. */
class Hdf5FuzzTest {

    static List<byte[]> models() throws IOException {
        var files = new ArrayList<byte[]>();
        for (String model : KerasModels.all()) {
            files.add(Files.readAllBytes(KerasModels.hdf5().write(Reader.Folder.PATH, model)));
        }
        var one = new Hdf5Files().weight("d", "d/kernel:0", new float[] {1, 2}, 2, 1);
        String dense = KerasFiles.sequential(
                "m", KerasFiles.input("x", 2), KerasFiles.layer("Dense", "d", "'units':1,'use_bias':false"));
        files.add(Files.readAllBytes(one.write(Reader.Folder.PATH, dense)));
        return files;
    }

    @MethodSource("models")
    @FuzzTest
    void converts(byte[] model) throws Exception {
        var file = Reader.file("model.h5", model);
        Reader reader = () -> LayersModel.read(file).toOnnx().toBytes();
        reader.check();
    }
}
