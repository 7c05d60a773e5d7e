package io.github.gradcam4j.zoo.beside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.model.Setting;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighborFilesTest {

    private static final String IMAGENET = "'image_mean': [0.485, 0.456, 0.406], 'image_std': [0.229, 0.224, 0.225]";
    private static final String NORMALIZED = "color rgb, pixels 1, mean 0.485,0.456,0.406, std 0.229,0.224,0.225";

    @TempDir
    Path folder;

    @Test
    void labels() throws IOException {
        write("classes.txt", "a\nb\n");
        assertEquals(
                "classes.txt", read().source(SettingKey.LABELS).orElseThrow().from());
        write("labels.txt", "\uFEFF0 cat\r\n1 dog\r\n");
        var labels = read().get(SettingKey.LABELS).orElseThrow();
        assertEquals("dog", labels.name(1));
    }

    /** Configurations of models on Hugging Face's hub, shortened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // google/vit-base-patch16-224
                "'do_normalize': true, 'do_resize': true, 'image_mean': [0.5, 0.5, 0.5], 'image_std': [0.5, 0.5, 0.5],"
                        + " 'size': 224 | input-size 224x224, color rgb, pixels 1, mean 0.5, std 0.5, fit squash",
                // microsoft/resnet-50
                "'crop_pct': 0.875, 'do_normalize': true, IMAGENET, 'resample': 3, 'size': {'shortest_edge': 224},"
                        + " 'image_processor_type': 'ConvNextImageProcessor' | input-size 224x224, NORMALIZED, "
                        + "fit crop, "
                        + "resize 256, interpolation bicubic",
                // facebook/convnext-base-384
                "'crop_pct': 0.95, IMAGENET, 'size': {'shortest_edge': 384} | input-size 384x384, NORMALIZED, fit "
                        + "squash",
                // apple/mobilevit-small
                "'crop_size': {'height': 256, 'width': 256}, 'do_center_crop': true, 'do_flip_channel_order': true,"
                        + " 'do_rescale': true, 'rescale_factor': 0.00392156862745098, 'size': {'shortest_edge': "
                        + "288} | "
                        + "input-size 256x256, color bgr, pixels 1, mean 0, std 1, fit crop, resize 288",
                // google/efficientnet-b0
                "'do_center_crop': false, IMAGENET, 'do_normalize': true, 'rescale_offset': true,"
                        + " 'rescale_factor': 0.00784313725490196, 'size': {'height': 224, 'width': 224} | input-size "
                        + "224x224, color rgb, pixels 255, mean 189.337,185.64,179.265, std 29.1975,28.56,28.6875, "
                        + "fit squash",
                // facebook/levit-128S
                "'do_center_crop': true, 'feature_extractor_type': 'LevitFeatureExtractor', IMAGENET, 'size': 224 | "
                        + "input-size 224x224, NORMALIZED, fit crop, resize 256",
                // google/mobilenet_v2_1.0_224
                "'crop_size': {'height': 224, 'width': 224}, 'do_center_crop': true, 'image_mean': [0.5, 0.5, 0.5],"
                        + " 'image_std': [0.5, 0.5, 0.5], 'resample': 2, 'size': {'shortest_edge': 256} | input-size "
                        + "224x224, color rgb, pixels 1, mean 0.5, std 0.5, fit crop, resize 256, interpolation "
                        + "bilinear",
                // openai/clip-vit-base-patch32
                "'crop_size': 224, 'do_center_crop': true, 'size': 224, 'resample': 3 | input-size 224x224, pixels 1, "
                        + "mean 0, std 1, fit crop, resize 224, interpolation bicubic",
                "'do_rescale': false, 'do_resize': false, 'image_mean': [104, 117, 123], 'image_std': 1 | color rgb, "
                        + "pixels 255, mean 104,117,123, std 1",
            })
    void preprocessorConfig(String json, String expected) throws IOException {
        write("preprocessor_config.json", "{" + json.replace("IMAGENET", IMAGENET) + "}");
        assertEquals(expected.replace("NORMALIZED", NORMALIZED), text(read()));
    }

    @Test
    void whatIsComputedInAnotherWayIsNoted() throws IOException {
        write(
                "preprocessor_config.json",
                "{'resample': 1, 'size': {'height': 256, 'width': 256}, 'crop_size': 224, 'do_center_crop': true}");
        assertEquals(
                "[preprocessor_config.json: size = {\"height\":256,\"width\":256}: images keep their proportions "
                        + "before "
                        + "the crop here, and do not there, preprocessor_config.json: resample = 1: this filter is "
                        + "Lanczos; bicubic is used]",
                read().notes().toString());
    }

    @Test
    void configOfHuggingFace() throws IOException {
        write(
                "config.json",
                "{'id2label': {'1': 'dog', '0': 'cat'}, 'image_size': 384, 'problem_type': "
                        + "'multi_label_classification'}");
        var settings = read();
        assertEquals("input-size 384x384, activation sigmoid", text(settings));
        assertEquals("dog", settings.get(SettingKey.LABELS).orElseThrow().name(1));
        write("preprocessor_config.json", "{'size': {'height': 224, 'width': 224}}");
        assertTrue(text(read()).startsWith("input-size 224x224"), "the processor's own size takes precedence");
        write("config.json", "{'id2label': {'0': 'LABEL_0', '1': 'LABEL_1'}}");
        assertTrue(read().get(SettingKey.LABELS).isEmpty(), "placeholders");
    }

    @Test
    void configOfTimm() throws IOException {
        write(
                "config.json",
                "{'architecture': 'vit_base_patch16_224', 'label_names': ['n01', 'n02'], 'label_descriptions': {'n01': "
                        + "'tench'}, 'pretrained_cfg': {'input_size': [3, 224, 224], 'interpolation': 'bicubic', "
                        + "'crop_pct': 0.9, 'crop_mode': 'center', 'mean': [0.5, 0.5, 0.5], 'std': [0.5, 0.5, 0.5]}}");
        var settings = read();
        assertEquals(
                "input-size 224x224, color rgb, pixels 1, mean 0.5, std 0.5, fit crop, resize 248, interpolation "
                        + "bicubic",
                text(settings));
        assertEquals(
                "[[tench], [n02]]",
                settings.get(SettingKey.LABELS).orElseThrow().names().toString());
        write(
                "config.json",
                "{'pretrained_cfg': {'input_size': [3, 448, 448], 'crop_pct': 1.0, 'crop_mode': 'squash'}}");
        assertEquals("input-size 448x448, color rgb, fit squash", text(read()));
    }

    @Test
    void aModelInTheFolderOnnxHasTheFilesAbove() throws IOException {
        write("config.json", "{'id2label': {'0': 'cat', '1': 'dog'}}");
        Files.createDirectory(folder.resolve("onnx"));
        var settings = NeighborFiles.add(Settings.NONE, folder.resolve("onnx").resolve("model.onnx"));
        assertEquals(2, settings.get(SettingKey.LABELS).orElseThrow().size());
        var other = NeighborFiles.add(
                Settings.NONE, Files.createDirectory(folder.resolve("other")).resolve("model.onnx"));
        assertEquals(Settings.NONE, other);
    }

    @Test
    void filesOfOtherProgramsAreIgnored() throws IOException {
        write("config.json", "{'name': 'my-app', 'size': 3, 'labels': 7}");
        write(
                "preprocessor_config.json",
                "{'feature_extractor_type': 'Wav2Vec2FeatureExtractor', 'sampling_rate': 16000}");
        write("metadata.json", "{'packageName': 'else'}");
        assertEquals(Settings.NONE, read());
        assertEquals(Settings.NONE, NeighborFiles.add(Settings.NONE, folder.resolve("model.json")));
        write("config.json", "[1]");
        assertEquals(Settings.NONE, read());
    }

    /** Models of Teachable Machine are converted to ONNX, and their file of labels then stands beside that. */
    @Test
    void metadataBesideAnOnnxFile() throws IOException {
        write("metadata.json", "{'labels': ['ant', 'bee']}");
        assertEquals(Optional.of(Labels.of(List.of("ant", "bee"))), read().get(SettingKey.LABELS));
        assertFalse(read().has(SettingKey.MEAN));
        write("metadata.json", "{'packageName': '@teachablemachine/image', 'labels': ['ant', 'bee']}");
        assertEquals(Optional.of(Labels.of(List.of("ant", "bee"))), read().get(SettingKey.LABELS));
        assertEquals(Optional.of(List.of(127.0)), read().mean());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preprocessor_config.json | {'image_mean': | is not JSON",
                "config.json | {'id2label' | is not JSON",
                "preprocessor_config.json | {'image_mean': ['a']} | image_mean must be a number or a list of numbers",
                "preprocessor_config.json | {'size': '224'} | size must be a number or an object, not \"224\"",
                "preprocessor_config.json | {'size': {'height': -1, 'width': 4}} | height must be a positive number",
                "config.json | {'id2label': ['a']} | id2label must be an object of texts",
                "config.json | {'id2label': {'0': 'a'}, 'id2label': {'0': 'b'}} | Duplicate field 'id2label'",
                "config.json | {'id2label': {'0': 'a\\u0000'}} | has a text with NUL",
                "classes.txt | '' | is empty; write one label on each line",
            })
    void aDamagedFileIsReportedAndTheOthersAreUsed(String name, String text, String expected) throws IOException {
        write("metadata.json", "{'labels': ['ant', 'bee']}");
        write(name, text);
        var settings = read();
        assertEquals(Optional.of(Labels.of(List.of("ant", "bee"))), settings.get(SettingKey.LABELS));
        assertEquals(1, settings.sources().size(), settings.toString());
        String note = settings.notes().get(0);
        assertTrue(note.startsWith(folder.resolve(name).toString()), note);
        assertTrue(note.contains(expected), note);
        assertTrue(note.endsWith(". The file is not used; correct it, or move it away from the model"), note);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text.replace('\'', '"'));
    }

    private Settings read() throws IOException {
        return NeighborFiles.add(Settings.NONE, folder.resolve("net.onnx"));
    }

    private static String text(Settings settings) {
        return settings.list().stream().map(Setting::toString).collect(Collectors.joining(", "));
    }
}
