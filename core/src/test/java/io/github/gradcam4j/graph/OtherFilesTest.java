package io.github.gradcam4j.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are called .onnx and are something else. The message names their format and what to do. */
class OtherFilesTest {

    @TempDir
    Path folder;

    private void assertNamed(byte[] content, String expected) throws IOException {
        var file = Files.write(folder.resolve("m.onnx"), content);
        for (var source : new ModelSource[] {ModelSource.of(file), ModelSource.of("m", content)}) {
            var message =
                    assertThrows(InvalidModelException.class, source::graph).getMessage();
            assertTrue(message.contains(expected), message);
            assertThrows(InvalidModelException.class, source::outline);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1~oid sha256:30~size 13967304~ | of 13967304 bytes: run 'git lfs pull'",
                "<!DOCTYPE html><html><body>Sign in</body></html> | is an HTML page",
                "~<html>~<head><title>404</title></head></html> | is an HTML page",
                "<!-- cached --><!doctype HTML> | is an HTML page",
                "{\"error\":\"Repository not found\"} | is JSON, not a model: \"{\"error\":\"Repository not found\"}\"",
                "Invalid username or password. | is text, not a model: \"Invalid username or password.\"",
                "<?xml version=\"1.0\"?><net name=\"m\" version=\"11\"/> | is XML",
                "ir_version: 8~producer_name: \"pytorch\"~graph {~ | onnx.load(FILE, format='textproto')",
                "../../blobs/1234 | symbolic link that was copied as text",
                "'' | is empty"
            })
    void texts(String content, String expected) throws IOException {
        assertNamed(content.replace('~', '\n').getBytes(StandardCharsets.UTF_8), expected);
    }

    @ParameterizedTest
    @CsvSource({
        "504b030414000800, ZIP archive",
        "504b0304140008000000000000000000000000000000000000000f000000706c616e2e70726f70657274696573, ExplainPlan.read",
        "1800000054464c33, tflite",
        "180000004f52544d, ONNX Runtime's own format",
        "894844460d0a1a0a00, HDF5",
        "80027d7100, pickle",
        "efbbbf0808120b, byte order mark",
        "08efbfbd120b, written as text"
    })
    void binaryFormats(String hex, String expected) throws IOException {
        assertNamed(Arrays.copyOf(HexFormat.of().parseHex(hex), 600), expected);
    }

    private static byte[] model() {
        var g = TestGraph.opset(17);
        return g.model(g.op("Relu", g.x(1, 2000))).toBytes();
    }

    @Test
    void compressedModels() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(model());
        }
        assertNamed(bytes.toByteArray(), "gunzip");
    }

    @Test
    void filesThatEndInTheMiddle() throws IOException {
        for (int length : new int[] {model().length - 1, model().length / 2, 12}) {
            assertNamed(Arrays.copyOf(model(), length), "ends in the middle, after " + length + " bytes");
        }
    }
}
