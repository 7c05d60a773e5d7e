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

/** What computes: one of ONNX Runtime's execution providers. */
public enum Provider {

    /** The processor. */
    CPU,

    /** The first NVIDIA GPU; needs ONNX Runtime's GPU artifact in place of its ordinary one, CUDA and cuDNN. */
    CUDA,

    /** The GPU where it can be used, else the processor. */
    AUTO;

    private static final System.Logger LOG = System.getLogger(Provider.class.getName());

    /**
     * The provider of that name, whatever its case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Provider byName(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' is none of cpu, cuda and auto", name), e);
        }
    }

    /**
     * What this comes to on this machine, which is tried.
     *
     * @return {@link #CPU} or {@link #CUDA}
     * @throws EngineException if the GPU is asked for and cannot be used; the message says what is missing
     */
    public Provider resolve() {
        return switch (this) {
            case CPU -> CPU;
            case CUDA -> tried();
            case AUTO -> {
                try {
                    yield tried();
                } catch (EngineException e) {
                    LOG.log(Level.DEBUG, () -> "the GPU cannot be used, so the CPU computes: " + e.getMessage());
                    yield CPU;
                }
            }
        };
    }

    private static Provider tried() {
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw new EngineException(
                    "ONNX Runtime is here without its CUDA provider: put its artifact onnxruntime_gpu in the place of onnxruntime "
                            + "(docs/gpu.md says how), or compute with the provider cpu");
        }
        var trial = GraphBuilder.opset(18);
        trial.input("x", ElementType.FLOAT, 1);
        trial.output(trial.node("y", "Neg", List.of("x")), ElementType.FLOAT, 1);
        try {
            Session.open(trial.build(), CUDA).close();
        } catch (EngineException e) {
            throw new EngineException(
                    "the GPU cannot be used (driver, CUDA and cuDNN must be of the versions that ONNX Runtime wants): "
                            + e.getMessage(),
                    e);
        }
        return CUDA;
    }

    /** Has a session compute here. */
    void apply(OrtSession.SessionOptions options) throws OrtException {
        switch (this) {
            case CPU -> {} // which ONNX Runtime does by itself
            case CUDA -> {
                try (var cuda = new OrtCUDAProviderOptions()) {
                    // TF32 keeps ten bits of mantissa, which is seen in gradients.
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
