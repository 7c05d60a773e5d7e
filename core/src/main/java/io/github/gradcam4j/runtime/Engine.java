package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEnvironment.ThreadingOptions;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;

/**
 * ONNX Runtime in this process. All sessions share one pool of threads, which sleep where there is no work: threads that look
 * out for it do so on the processors that decode the next picture and draw the last, or that another session needs.
 *
 * @param onePool whether the sessions can share; not where somebody else began to use ONNX Runtime before
 */
record Engine(OrtEnvironment environment, boolean onePool) {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** The only one. */
    static Engine get() {
        return Holder.ENGINE;
    }

    private static final class Holder {
        static final Engine ENGINE = start();
    }

    private static Engine start() {
        try (var threads = new ThreadingOptions()) {
            threads.setGlobalIntraOpNumThreads(Integer.getInteger("g.t", THREADS));
            threads.setGlobalSpinControl(Boolean.parseBoolean(System.getProperty("g.spin", "true")));
            var level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
            return new Engine(OrtEnvironment.getEnvironment(level, "gradcam4j", threads), true);
        } catch (IllegalStateException thereIsOneAlready) {
            return new Engine(OrtEnvironment.getEnvironment(), false);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime does not start: " + e.getMessage(), e);
        }
    }

    /** Has a session use the threads that there are. */
    void applyThreads(SessionOptions options) throws OrtException {
        if (onePool) {
            options.disablePerSessionThreads();
        } else {
            options.setIntraOpNumThreads(THREADS);
        }
    }
}
