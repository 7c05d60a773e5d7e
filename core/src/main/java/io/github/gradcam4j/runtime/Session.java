package io.github.gradcam4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import java.lang.System.Logger.Level;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;

/**
 * A session of ONNX Runtime: a graph that is loaded and optimized. {@link #close} frees its weights. Thread safe: a
 * session that is closed while it runs is freed after the run.
 *
 * <pre>{@code
 * try (var session = Session.open(graph)) {
 *     Tensor y = session.run(Map.of("x", x)).get("y");
 * }
 * }</pre>
 */
public final class Session implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Session.class.getName());

    private final OrtEnvironment environment = NativeLibrary.environment();
    private final List<OnnxTensor> weights = new ArrayList<>();
    private final OrtSession session;
    private final Set<String> inputs;
    private final Set<String> outputs;

    /** A run holds the read lock, closing the write lock. */
    private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

    private boolean closed;

    private Session(Graph graph, byte[] model, SessionOptions settings, OptLevel level) {
        try (var options = new OrtSession.SessionOptions()) {
            settings.provider().apply(options);
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(
                    settings.threads().orElse(Runtime.getRuntime().availableProcessors()));
            // Spinning worker threads take CPU time from other sessions, decoding and drawing. Quantized weights are
            // converted to floating-point numbers, as the graph does, and not products to those of integers. The
            // fusion of Pad with MaxPool takes padded zeros for minus infinity.
            var entries = new HashMap<>(Map.of(
                    "session.intra_op.allow_spinning", "0",
                    "session.disable_quant_qdq", "1",
                    "optimization.disable_specified_optimizers", "Pad_Fusion"));
            entries.putAll(settings.configEntries());
            for (var entry : entries.entrySet()) {
                options.addConfigEntry(entry.getKey(), entry.getValue());
            }
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addExternalInitializers(weights(graph));
            session = environment.createSession(model, options);
            inputs = session.getInputNames();
            outputs = session.getOutputNames();
        } catch (OrtException e) {
            weights.forEach(OnnxTensor::close);
            throw new EngineException(
                    Graph.explainFailure(e.getMessage())
                            .orElseGet(() -> "ONNX Runtime rejects the graph: " + e.getMessage()),
                    e);
        }
        LOG.log(Level.DEBUG, () -> String.format(Locale.ROOT, "opened a session of %s with %s", graph, settings));
    }

    /** Wraps the graph's weights outside the heap without a copy. The wrappers are closed with the session. */
    private Map<String, OnnxTensorLike> weights(Graph graph) throws OrtException {
        var shared = new HashMap<String, OnnxTensorLike>();
        for (Constant weight : graph.initializers().values()) {
            if (weight.offHeap().isPresent()) {
                var tensor = OnnxTensor.createTensor(
                        environment, weight.offHeap().get(), weight.shape(), OnnxJavaType.FLOAT);
                weights.add(tensor);
                shared.put(weight.name(), tensor);
            }
        }
        return shared;
    }

    /** Opens a session on the CPU with one thread per processor, as {@link #open(Graph, SessionOptions)}. */
    public static Session open(Graph graph) {
        return open(graph, SessionOptions.DEFAULT);
    }

    /** Opens a session on an execution provider, as {@link #open(Graph, SessionOptions)}. */
    public static Session open(Graph graph, Provider provider) {
        return open(graph, SessionOptions.DEFAULT.withProvider(provider));
    }

    /**
     * Opens a session. A graph that quantizes is not optimized: ONNX Runtime would compute with integers instead, or
     * add in another order, and a rounded value may then be the next one.
     *
     * @throws EngineException if ONNX Runtime rejects the graph or the options, or the provider is unavailable
     * @throws io.github.gradcam4j.graph.InvalidModelException if a node would end the process
     */
    public static Session open(Graph graph, SessionOptions options) {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(options, "options");
        graph.requireRunnable();
        return new Session(
                graph, graph.toBytesForSession(), options, graph.quantizes() ? OptLevel.NO_OPT : OptLevel.ALL_OPT);
    }

    /**
     * Returns the type in which values of a type are passed to a session: the type itself or, as ONNX Runtime's Java
     * API has no tensors of it, a wider one; int64 with the same bits for uint64. A graph converts it with
     * {@link Graph#withCastInput}.
     *
     * @throws IllegalArgumentException if there is none: for text and complex numbers
     */
    public static ElementType inputType(ElementType type) {
        Objects.requireNonNull(type, "type");
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT8, INT16, INT32, INT64, UINT8, BOOL -> type;
            case UINT16 -> ElementType.INT32;
            case UINT32, UINT64 -> ElementType.INT64;
            case INT4 -> ElementType.INT8;
            case UINT4 -> ElementType.UINT8;
            case FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> ElementType.FLOAT;
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "values of type %s cannot be passed to a graph", type));
        };
    }

    /** Opens a session without optimizations: every tensor of the graph can be an output. */
    static Session unoptimized(Graph graph) {
        return unoptimized(graph, graph.toBytesForSession());
    }

    /** Opens a session that infers shapes, and does not run. */
    static Session inferring(Graph graph) {
        return unoptimized(graph, graph.toBytesForInference());
    }

    private static Session unoptimized(Graph graph, byte[] model) {
        graph.requireRunnable();
        var options = SessionOptions.DEFAULT.withConfigEntry("session.disable_prepacking", "1");
        return new Session(graph, model, options, OptLevel.NO_OPT);
    }

    /** Returns the inferred types and shapes of the outputs; a size that only a run determines is -1. */
    Map<String, TensorInfo> inferred() {
        var inferred = new HashMap<String, TensorInfo>();
        try {
            session.getOutputInfo().forEach((name, info) -> {
                if (info.getInfo() instanceof TensorInfo tensor) {
                    inferred.put(name, tensor);
                }
            });
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime could not describe the graph's outputs: " + e.getMessage(), e);
        }
        return inferred;
    }

    /** Returns the names of the inputs. */
    public Set<String> inputs() {
        return inputs;
    }

    /** Returns the names of the outputs. */
    public Set<String> outputs() {
        return outputs;
    }

    /**
     * Runs the graph.
     *
     * @param inputs by name
     * @return by name, all outputs that are tensors of numbers
     * @throws EngineException if the run fails, such as for a missing input or a wrong shape
     * @throws IllegalStateException if the session is closed
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the run ends after the node that
     *     is being computed
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, Map.of());
    }

    /**
     * Runs the graph and writes some outputs to given tensors, which saves allocations.
     *
     * @param inputs by name
     * @param into by name of an output, the tensor that receives it; it has the output's type and shape
     * @return by name, all outputs that are tensors of numbers, including those of {@code into}
     * @throws EngineException if the run fails, such as for a missing input or a wrong shape
     * @throws IllegalStateException if the session is closed
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the run ends after the node that
     *     is being computed
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> into) {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(into, "into");
        return wrapped(inputs, fed -> wrapped(into, pinned -> run(fed, pinned, into)));
    }

    /** Runs the graph and passes each output that is a tensor to a consumer; it is valid only during that call. */
    void run(Map<String, Tensor> inputs, BiConsumer<String, OnnxTensor> outputs) {
        wrapped(inputs, fed -> {
            run(fed, Map.of(), outputs);
            return null;
        });
    }

    @FunctionalInterface
    private interface Call<T> {
        T with(Map<String, OnnxTensor> tensors) throws OrtException;
    }

    private <T> T wrapped(Map<String, Tensor> tensors, Call<T> call) {
        var open = new HashMap<String, OnnxTensor>();
        try {
            for (var tensor : tensors.entrySet()) {
                open.put(tensor.getKey(), wrap(tensor.getValue()));
            }
            return call.with(open);
        } catch (OrtException e) {
            throw new EngineException(
                    Graph.explainFailure(e.getMessage())
                            .orElseGet(() -> "ONNX Runtime could not run the graph: " + e.getMessage()),
                    e);
        } finally {
            open.values().forEach(OnnxTensor::close);
        }
    }

    private Map<String, Tensor> run(
            Map<String, OnnxTensor> fed, Map<String, OnnxTensor> pinned, Map<String, Tensor> into) throws OrtException {
        var outputs = new LinkedHashMap<String, Tensor>(into);
        run(fed, pinned, (name, tensor) -> {
            if (tensor.getInfo().type != OnnxJavaType.STRING) {
                outputs.computeIfAbsent(name, n -> copy(tensor));
            }
        });
        return outputs;
    }

    private void run(
            Map<String, OnnxTensor> fed, Map<String, OnnxTensor> pinned, BiConsumer<String, OnnxTensor> outputs)
            throws OrtException {
        var allocated = new LinkedHashSet<>(this.outputs);
        allocated.removeAll(pinned.keySet());
        lifetime.readLock().lock();
        try (var result = InterruptibleRun.of(options -> opened().run(fed, allocated, pinned, options))) {
            for (var output : result) {
                if (output.getValue() instanceof OnnxTensor tensor) {
                    outputs.accept(output.getKey(), tensor);
                }
            }
        } finally {
            lifetime.readLock().unlock();
        }
    }

    private OrtSession opened() {
        if (closed) {
            throw new IllegalStateException(String.format(Locale.ROOT, "the session of %s is closed", outputs));
        }
        return session;
    }

    private OnnxTensor wrap(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(environment, tensor.data(), tensor.shape(), OrtTypes.of(tensor.type()));
    }

    static Tensor copy(OnnxTensor source) {
        var target = Tensor.allocate(
                OrtTypes.of(source.getInfo().type), source.getInfo().getShape());
        if (target.size() > 0) {
            target.data().put(source.getByteBuffer().order(ByteOrder.nativeOrder()));
        }
        return target;
    }

    /** Returns a text with the names of inputs and outputs. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Session[%s -> %s]", inputs(), outputs());
    }

    /**
     * Frees the session and its weights, once runs in other threads end. Later runs throw
     * {@link IllegalStateException}; closing again has no effect.
     */
    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
                weights.forEach(OnnxTensor::close);
                LOG.log(Level.DEBUG, "closed a session");
            }
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime could not close a session: " + e.getMessage(), e);
        } finally {
            lifetime.writeLock().unlock();
        }
    }
}
