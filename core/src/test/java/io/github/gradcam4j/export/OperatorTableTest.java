package io.github.gradcam4j.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "onnxruntime-cpu",
                "onnxruntime-cuda",
                "webgpu",
                "coreml-mlprogram",
                "coreml-neuralnetwork",
                "tensorrt"
            })
    void filesHaveSortedRows(String name) {
        var table = OperatorTable.read(name);
        var operators = new ArrayList<>(table.rows().keySet());
        assertEquals(operators.stream().sorted().toList(), operators);
        assertTrue(operators.size() >= 40, operators.size() + " operators");
        assertEquals(
                Set.of("version", "source"),
                table.head().entrySet().stream()
                        .filter(e -> !e.getKey().equals(e.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    @Test
    void opsetsAreRanges() {
        var opsets = Opsets.parse("7-8,10,13+");
        assertEquals("7-8,10,13+", opsets.toString());
        for (int opset : new int[] {7, 8, 10, 13, 27}) {
            assertTrue(opsets.contains(opset));
        }
        for (int opset : new int[] {6, 9, 11, 12}) {
            assertFalse(opsets.contains(opset));
        }
    }
}
