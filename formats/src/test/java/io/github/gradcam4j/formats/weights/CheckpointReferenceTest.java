package io.github.gradcam4j.formats.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written by torch, compared with the values that torch reads. */
class CheckpointReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "zip.pth, expected.json",
        "legacy.pth, expected.json",
        "wrapped_state_dict.pth, expected.json",
        "dataparallel_prefix.pth, expected.json",
        "module_state_dict.pth, expected_module_state_dict.json",
        "module_state_dict_legacy.pth, expected_module_state_dict.json",
    })
    void readsWhatTorchReads(String file, String expectedFile) throws IOException {
        JsonNode expected = expected(expectedFile);
        StateDict dict = StateDict.read(ReferenceData.path("checkpoints/" + file));

        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        assertEquals(names, List.copyOf(dict.names()));
        dict.tensors().forEach(tensor -> assertTensor(expected.get(tensor.name()), tensor));
    }

    @Test
    void readsSafetensors() throws IOException {
        JsonNode expected = expected("expected.json");
        StateDict dict = StateDict.read(ReferenceData.path("checkpoints/model.safetensors"));

        assertEquals(List.of("conv1.weight", "half", "double", "bf16"), List.copyOf(dict.names()));
        dict.tensors().forEach(tensor -> assertTensor(expected.get(tensor.name()), tensor));
    }

    @Test
    void refusesFilesNamedRefuse() throws IOException {
        try (Stream<Path> files = Files.list(ReferenceData.path("checkpoints"))) {
            List<Path> refused = files.filter(
                            file -> file.getFileName().toString().startsWith("refuse_"))
                    .toList();
            assertFalse(refused.isEmpty());
            for (Path file : refused) {
                WeightFormatException refusal =
                        assertThrows(WeightFormatException.class, () -> StateDict.read(file), file.toString());
                assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "refuse_os_system.pth, contains the forbidden name posix.system",
        "refuse_plain_pickle.pth, contains the forbidden name posix.system",
        "refuse_whole_module.pth, contains the forbidden name torch.nn.modules.container.Sequential",
        "refuse_whole_module.pth, torch.save(model.state_dict()",
        "refuse_truncated.pth, cut-short",
        "refuse_header_too_long.safetensors, its header claims 1099511627776 bytes",
        "refuse_offset_past_end.safetensors, it is cut short",
    })
    void reportsTheReason(String file, String reason) {
        Path path = ReferenceData.path("checkpoints/" + file);
        WeightFormatException refusal = assertThrows(WeightFormatException.class, () -> StateDict.read(path));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static JsonNode expected(String file) throws IOException {
        return new ObjectMapper()
                .readTree(ReferenceData.path("checkpoints/" + file).toFile());
    }

    private static void assertTensor(JsonNode expected, WeightTensor tensor) {
        assertEquals(expected.get("dtype").asText(), tensor.type().toString(), tensor.name());
        long[] shape = tensor.shape();
        assertEquals(expected.get("shape").size(), shape.length, tensor.name());
        for (int dim = 0; dim < shape.length; dim++) {
            assertEquals(expected.get("shape").get(dim).asLong(), shape[dim], tensor.name());
        }
        FloatBuffer values = tensor.floats();
        assertEquals(expected.get("data").size(), values.remaining(), tensor.name());
        for (int i = 0; i < values.remaining(); i++) {
            assertEquals((float) expected.get("data").get(i).asDouble(), values.get(i), tensor.name() + " at " + i);
        }
    }
}
