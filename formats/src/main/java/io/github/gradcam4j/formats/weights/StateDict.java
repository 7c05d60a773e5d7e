package io.github.gradcam4j.formats.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The named weights of a model, in the order of their file: PyTorch's {@code state_dict}. Immutable and thread safe.
 *
 * <pre>{@code
 * StateDict weights = StateDict.read(Path.of("resnet18.pth"));
 * long[] shape = weights.find("fc.weight").orElseThrow().shape(); // [1000, 512]
 * }</pre>
 */
public final class StateDict {
    private static final String DATA_PARALLEL = "module.";

    private final Map<String, WeightTensor> tensors;

    private StateDict(Map<String, WeightTensor> tensors) {
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Returns a state dict of these tensors. Removes the prefix {@code module.}, which DataParallel adds, if all names
     * have it.
     *
     * @throws IllegalArgumentException if two tensors have the same name
     */
    public static StateDict of(Collection<WeightTensor> tensors) {
        boolean parallel = tensors.stream().allMatch(tensor -> tensor.name().startsWith(DATA_PARALLEL));
        Map<String, WeightTensor> named = new LinkedHashMap<>();
        for (WeightTensor tensor : tensors) {
            WeightTensor own = parallel ? tensor.renamed(tensor.name().substring(DATA_PARALLEL.length())) : tensor;
            if (named.put(own.name(), own) != null) {
                throw new IllegalArgumentException("two tensors are named " + own.name());
            }
        }
        return new StateDict(named);
    }

    /**
     * Reads a torch checkpoint or a safetensors file, recognized by content. A checkpoint has the zip or the legacy
     * format, and is the state dict itself or a dictionary with one under {@code state_dict}, {@code model} or
     * {@code model_state_dict}. The file is memory-mapped, not loaded, and may be untrusted: a pickle's code never
     * runs, only dictionaries, lists, numbers, strings and tensors are accepted.
     *
     * @throws WeightFormatException if the file is damaged, has another format, or contains anything but weights
     */
    public static StateDict read(Path path) throws IOException {
        try {
            return read(path, MappedFile.open(path));
        } catch (WeightFormatException e) {
            throw e.in(path);
        }
    }

    private static StateDict read(Path path, MappedFile file) throws WeightFormatException {
        ByteBuffer head = file.upTo(16, 0);
        if (head.remaining() > 4 && head.getInt(0) == TorchZip.SIGNATURE) {
            return TorchZip.read(path, file);
        }
        if (head.remaining() > Long.BYTES && head.get(Long.BYTES) == '{') {
            return Safetensors.read(file);
        }
        if (head.hasRemaining() && Byte.toUnsignedInt(head.get(0)) == Pickle.PROTO) {
            return TorchLegacy.read(file);
        }
        throw new WeightFormatException("is neither a torch checkpoint nor a safetensors file: " + describe(head));
    }

    private static String describe(ByteBuffer head) {
        return head.hasRemaining()
                ? "it starts with \""
                        + StandardCharsets.ISO_8859_1.decode(head).toString().replaceAll("[^ -~]", ".") + "\""
                : "it is empty";
    }

    /** Returns the tensors in order. */
    public List<WeightTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    /** Returns the names in order. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /** Returns the tensor with a name, if any. */
    public Optional<WeightTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public String toString() {
        return "StateDict of " + tensors.size() + " tensors";
    }
}
