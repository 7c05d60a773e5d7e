package io.github.gradcam4j.formats.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A writer of pickles, valid or not, opcode by opcode in torch's protocol 2. */
final class PickleWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean legacy;

    private PickleWriter(boolean legacy) {
        this.legacy = legacy;
        bytes(0x80, 2);
    }

    static PickleWriter zip() {
        return new PickleWriter(false);
    }

    /** Returns a writer for the legacy format, whose storages have one more field. */
    static PickleWriter legacy() {
        return new PickleWriter(true);
    }

    PickleWriter bytes(int... values) {
        Arrays.stream(values).forEach(bytes::write);
        return this;
    }

    PickleWriter op(char opcode) {
        return bytes(opcode);
    }

    PickleWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        op('X').littleEndian(Integer.BYTES, utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    PickleWriter integer(long value) {
        return bytes(0x8a, Long.BYTES).littleEndian(Long.BYTES, value);
    }

    PickleWriter bool(boolean value) {
        return bytes(value ? 0x88 : 0x89);
    }

    PickleWriter tuple(long... values) {
        op('(');
        Arrays.stream(values).forEach(this::integer);
        return op('t');
    }

    PickleWriter global(String module, String name) {
        bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleWriter orderedDict() {
        return global("collections", "OrderedDict").op(')').op('R');
    }

    PickleWriter storage(String type, String key, long count) {
        op('(').text("storage").global("torch", type).text(key).text("cpu").integer(count);
        return (legacy ? op('N') : this).op('t').op('Q');
    }

    PickleWriter tensor(String type, String key, long count, long offset, long[] shape, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, count)
                .integer(offset)
                .tuple(shape)
                .tuple(strides)
                .bool(false)
                .orderedDict()
                .op('t')
                .op('R');
    }

    byte[] stop() {
        op('.');
        return bytes.toByteArray();
    }

    private PickleWriter littleEndian(int size, long value) {
        byte[] all = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        bytes.write(all, 0, size);
        return this;
    }
}
