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
        assertEquals(Provider.CUDA, Provider.named("CUDA"));
        assertEquals("auto", Provider.named("Auto").toString());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Provider.named("tpu"))
                .getMessage()
                .contains("cpu, cuda and auto"));
    }

    @Test
    void withoutTheGpuArtefactTheErrorNamesIt() {
        assumeFalse(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "ONNX Runtime is here with its CUDA provider");
        var missing = assertThrows(EngineException.class, Provider.CUDA::settled);
        assertTrue(missing.getMessage().contains("onnxruntime_gpu"), missing.getMessage());
    }

    @Test
    void autoComesToOneThatComputes() throws Exception {
        assertEquals(Provider.CPU, Provider.CPU.settled());
        boolean gpu = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        var settled = Provider.AUTO.settled();
        assertTrue(settled == Provider.CPU || gpu && settled == Provider.CUDA, settled.toString());
    }
}
