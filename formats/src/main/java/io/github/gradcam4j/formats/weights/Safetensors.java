package io.github.gradcam4j.formats.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A reader of the safetensors format: the length of a JSON header (u64, little endian), the header, then the tensors
 * without gaps.
 */
final class Safetensors {
    private static final long MAX_HEADER = 100_000_000;
    private static final String METADATA = "__metadata__";
    private static final Map<String, WeightType> TYPES = Map.of(
            "F64", WeightType.FLOAT64,
            "F32", WeightType.FLOAT32,
            "F16", WeightType.FLOAT16,
            "BF16", WeightType.BFLOAT16,
            "I64", WeightType.INT64,
            "I32", WeightType.INT32,
            "I16", WeightType.INT16,
            "I8", WeightType.INT8,
            "U8", WeightType.UINT8,
            "BOOL", WeightType.BOOL);

    private Safetensors() {}

    static StateDict read(MappedFile file) throws WeightFormatException {
        long length = file.slice(0, Long.BYTES).getLong();
        if (length < 0 || length > MAX_HEADER) {
            throw new WeightFormatException("is not a safetensors file: its header claims "
                    + Long.toUnsignedString(length) + " bytes; at most " + MAX_HEADER + " are allowed");
        }
        JsonNode header = parse(file.slice(Long.BYTES, length));
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(Entry.of(field.getKey(), field.getValue()));
            }
        }
        long start = Long.BYTES + length;
        requireSideBySide(entries, file.size() - start);
        List<WeightTensor> tensors = new ArrayList<>();
        for (Entry entry : entries) {
            tensors.add(entry.tensor(file, start));
        }
        return StateDict.of(tensors);
    }

    private static JsonNode parse(ByteBuffer bytes) throws WeightFormatException {
        byte[] json = new byte[bytes.remaining()];
        bytes.get(json);
        try {
            JsonNode header = StrictJson.parse(json);
            if (!header.isObject()) {
                throw new WeightFormatException("is not a safetensors file: its header is not a JSON object");
            }
            return header;
        } catch (InvalidJsonException e) {
            throw new WeightFormatException("is not a safetensors file: its header " + e.getMessage(), e);
        }
    }

    private static void requireSideBySide(List<Entry> entries, long available) throws WeightFormatException {
        List<Entry> byPlace = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long end = 0;
        for (Entry entry : byPlace) {
            if (entry.begin != end) {
                throw new WeightFormatException("tensor " + entry.name + " starts at byte " + entry.begin
                        + " of the data, expected " + end + ": tensors must neither overlap nor leave gaps");
            }
            end = entry.end;
        }
        if (end != available) {
            throw new WeightFormatException("its tensors need " + end + " bytes, but the file has " + available
                    + " after the header" + (end > available ? ": it is cut short (copy or download it again)" : ""));
        }
    }

    private record Entry(String name, WeightType type, long[] shape, long begin, long end) {
        static Entry of(String name, JsonNode node) throws WeightFormatException {
            String dtype = node.path("dtype").asText();
            WeightType type = TYPES.get(dtype);
            if (type == null) {
                throw new WeightFormatException(
                        "tensor " + name + " has type \"" + dtype + "\", which is not supported; supported are "
                                + TYPES.keySet().stream().sorted().toList());
            }
            long[] offsets = naturals(name, "data_offsets", node);
            if (offsets.length != 2 || offsets[1] < offsets[0]) {
                throw new WeightFormatException("tensor " + name + ": data_offsets must be [begin, end]");
            }
            return new Entry(name, type, naturals(name, "shape", node), offsets[0], offsets[1]);
        }

        private static long[] naturals(String name, String field, JsonNode node) throws WeightFormatException {
            JsonNode array = node.path(field);
            boolean natural = array.isArray()
                    && StreamSupport.stream(array.spliterator(), false)
                            .allMatch(n -> n.isIntegralNumber() && n.canConvertToLong() && n.asLong() >= 0);
            if (!natural) {
                throw new WeightFormatException(
                        "tensor " + name + ": " + field + " must be a list of whole numbers from 0 on");
            }
            return StreamSupport.stream(array.spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
        }

        WeightTensor tensor(MappedFile file, long start) throws WeightFormatException {
            ByteBuffer storage = file.slice(start + begin, end - begin);
            WeightTensor tensor = WeightTensor.view(name, type, storage, 0, shape, strides());
            if ((long) tensor.count() * type.bytes() != end - begin) {
                throw new WeightFormatException("tensor " + tensor + " needs " + (long) tensor.count() * type.bytes()
                        + " bytes, but has " + (end - begin));
            }
            return tensor;
        }

        private long[] strides() throws WeightFormatException {
            try {
                return WeightTensor.rowMajor(shape);
            } catch (ArithmeticException e) {
                throw new WeightFormatException("tensor " + name + " is too large", e);
            }
        }
    }
}
