package io.github.gradcam4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import org.junit.jupiter.api.Test;

class ProviderTest {

    @Test
    void namesDoNotMindTheirCase() {
        assertEquals(Provider.CUDA, Provider.byName("CUDA"));
        assertEquals("auto", Provider.byName("Auto").toString());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Provider.byName("tpu"))
                .getMessage()
                .contains("cpu, cuda and auto"));
    }

    @Test
    void withoutTheGpuArtifactTheErrorNamesIt() {
        assumeFalse(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "ONNX Runtime has its CUDA provider");
        var missing = assertThrows(EngineException.class, Provider.CUDA::resolve);
        assertTrue(missing.getMessage().contains("onnxruntime_gpu"), missing.getMessage());
    }

    @Test
    void autoComesToOneThatComputes() throws Exception {
        assertEquals(Provider.CPU, Provider.CPU.resolve());
        boolean gpu = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        var settled = Provider.AUTO.resolve();
        assertTrue(settled == Provider.CPU || gpu && settled == Provider.CUDA, settled.toString());
    }
}
