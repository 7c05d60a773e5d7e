package io.github.gradcam4j.formats.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignModelTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m.tflite          | --tflite FOLDER/m.tflite --opset 17 --output m.onnx",
                "saved_model.pb    | --saved-model FOLDER --opset 17",
                "frozen.pb         | --graphdef FOLDER/frozen.pb --inputs",
                "m.mlmodel         | load_spec('FOLDER/m.mlmodel')), 'm.onnx')",
                "m.mlpackage       | torch.onnx.export",
                "m.pdmodel         | --model_dir FOLDER --model_filename m.pdmodel --params_filename m.pdiparams",
                "m.caffemodel      | --prototxt FOLDER/m.prototxt --caffemodel FOLDER/m.caffemodel --onnx m.onnx",
                "m.prototxt        | --prototxt FOLDER/m.prototxt --caffemodel FOLDER/m.caffemodel --onnx m.onnx",
                "m.weights         | darknet2onnx.py FOLDER/m.cfg FOLDER/m.weights",
                "m.engine          | It was compiled for one kind of GPU",
                "m.gguf            | optimum-cli export onnx",
                "m.joblib          | skl2onnx.to_onnx",
                "m.msgpack         | from_flax=True",
                "m-0000.params     | mx.onnx.export_model",
                "m.mat             | exportONNXNetwork",
                "m.ort             | It cannot be converted back",
            })
    void byName(String name, String expected) throws IOException {
        var file = Files.writeString(folder.resolve(name), "?");
        String advice = ForeignModel.advice(file).orElseThrow();
        assertTrue(advice.startsWith("is a"), advice);
        assertTrue(advice.contains(expected.replace("FOLDER", folder.toString())), advice);
    }

    @ParameterizedTest
    @CsvSource({
        "m.bin, '....TFL3', a TensorFlow Lite model",
        "m.bin, GGUF, a GGUF file",
        "m.bin, '....ORTM', a model in ONNX Runtime's own format",
        "m.xml, '<?xml version=\"1.0\"?><net name=\"n\" version=\"11\">', an OpenVINO model",
        "model, MATLAB 5.0 MAT-file, a MATLAB file"
    })
    void byContent(String name, String content, String expected) throws IOException {
        var file = Files.writeString(folder.resolve(name), content);
        String advice = ForeignModel.advice(file).orElseThrow();
        assertTrue(advice.startsWith("is " + expected + "."), advice);
    }

    @Test
    void aSavedModelIsRecognizedAsItsFolder() throws IOException {
        Path model = Files.createDirectory(folder.resolve("my model"));
        Files.writeString(model.resolve("saved_model.pb"), "");
        String advice = ForeignModel.advice(model).orElseThrow();
        assertTrue(advice.contains("--saved-model \"" + model + "\" --opset 17 --output \"my model\".onnx"), advice);
    }

    @Test
    void torchScriptIsAnArchiveOfCode() throws IOException {
        Path file = folder.resolve("m.pt");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.putNextEntry(new ZipEntry("m/constants.pkl"));
        }
        String advice = ForeignModel.advice(file).orElseThrow();
        assertTrue(advice.contains("torch.jit.load('" + file + "').eval()"), advice);
    }

    @Test
    void anOnnxModelOfAnotherNameIsToBeRenamed() throws IOException {
        var file = Files.write(folder.resolve("m.pb"), "\b\u0007\u0012\u0003abc".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "is an ONNX model by its first bytes. Rename it to m.onnx",
                ForeignModel.advice(file).orElseThrow());
    }

    @Test
    void weightsOfPyTorchAreNotForeign() throws IOException {
        var file = Files.writeString(folder.resolve("m.pth"), "?");
        assertEquals(Optional.empty(), ForeignModel.advice(file));
        assertEquals(Optional.empty(), ForeignModel.advice(folder));
    }
}
