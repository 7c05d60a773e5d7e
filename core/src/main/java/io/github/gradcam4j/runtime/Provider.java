package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;

/** An execution provider of ONNX Runtime: the hardware that runs a graph. */
public enum Provider {

    /** The CPU. */
    CPU,

    /** The first NVIDIA GPU. Needs ONNX Runtime's GPU artifact in place of the default one, CUDA and cuDNN. */
    CUDA,

    /** The GPU if it is available, else the CPU. */
    AUTO;

    private static final System.Logger LOG = System.getLogger(Provider.class.getName());

    /**
     * Returns the provider with a name, in any case.
     *
     * @throws IllegalArgumentException if the name is unknown; the message lists all names
     */
    public static Provider byName(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "no provider is called '%s'; there are cpu, cuda and auto", name), e);
        }
    }

    /**
     * Resolves {@link #AUTO} by opening a small session on the GPU.
     *
     * @return {@link #CPU} or {@link #CUDA}
     * @throws EngineException if this is {@link #CUDA} and the GPU is unavailable; the message gives the reason
     */
    public Provider resolve() {
        return switch (this) {
            case CPU -> CPU;
            case CUDA -> probeCuda();
            case AUTO -> {
                try {
                    yield probeCuda();
                } catch (EngineException e) {
                    LOG.log(Level.DEBUG, () -> "the GPU is unavailable, the CPU is used: " + e.getMessage());
                    yield CPU;
                }
            }
        };
    }

    private static Provider probeCuda() {
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new EngineException(
                    "ONNX Runtime on the class path has no CUDA provider: replace the artifact onnxruntime by"
                            + " onnxruntime_gpu (see docs/gpu.md), or use the provider cpu");
        }
        var trial = GraphBuilder.opset(18);
        trial.input("x", ElementType.FLOAT, 1);
        trial.output(trial.node("y", "Neg", List.of("x")), ElementType.FLOAT, 1);
        try {
            Session.open(trial.build(), CUDA).close();
        } catch (EngineException e) {
            throw new EngineException(
                    "the GPU is unavailable (check the versions of driver, CUDA and cuDNN): " + e.getMessage(), e);
        }
        return CUDA;
    }

    /** Configures a session to run on this provider. */
    void apply(OrtSession.SessionOptions options) throws OrtException {
        switch (this) {
            case CPU -> {} // ONNX Runtime's default
            case CUDA -> {
                try (var cuda = new OrtCUDAProviderOptions()) {
                    // TF32 has ten bits of mantissa, too few for gradients.
                    cuda.add("use_tf32", "0");
                    options.addCUDA(cuda);
                }
            }
            case AUTO -> resolve().apply(options);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
