package io.github.gradcam4j.formats.keras;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Writes an HDF5 file structure by structure, so that it may be wrong as no library would write it. The file is a Keras
 * model of a dense layer "d" without bias, from the two channels of a pixel to two.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 File Format Specification</a>
 */
final class Hdf5Bytes {

    static final long UNDEFINED = -1;

    static final byte[] FLOAT32 =
            bytes(0x1f2011, 4, (short) 0, (short) 32, (byte) 23, (byte) 8, (byte) 0, (byte) 23, 127);

    private static final String DENSE = KerasFiles.sequential(
                    "m", KerasFiles.input("x", 1, 1, 2), KerasFiles.layer("Dense", "d", "'units':2,'use_bias':false"))
            .replace('\'', '"');

    private static final int SUPERBLOCK = 96;

    private final ByteBuffer file = ByteBuffer.allocate(8 << 20).order(ByteOrder.LITTLE_ENDIAN);

    Hdf5Bytes() {
        file.position(SUPERBLOCK);
    }

    /** Returns bytes, shorts, integers, longs, texts and arrays of bytes one after the other, little endian. */
    static byte[] bytes(Object... parts) {
        var all = new ByteArrayOutputStream();
        var number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Object part : parts) {
            number.clear();
            if (part instanceof byte[] array) {
                all.writeBytes(array);
            } else if (part instanceof String text) {
                all.writeBytes(text.getBytes(US_ASCII));
            } else if (part instanceof Byte b) {
                number.put(b);
            } else if (part instanceof Short s) {
                number.putShort(s);
            } else if (part instanceof Integer i) {
                number.putInt(i);
            } else {
                number.putLong((Long) part);
            }
            all.write(number.array(), 0, number.position());
        }
        return all.toByteArray();
    }

    /** Returns bytes with their checksum. */
    static byte[] summed(Object... parts) {
        byte[] bytes = bytes(parts);
        return bytes(bytes, JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(bytes)));
    }

    /** Returns the address at which the next structure begins. */
    long next() {
        return file.position();
    }

    /** Adds a structure and returns its address. Zeros follow, since the library reads beyond short structures. */
    long add(Object... parts) {
        long address = next();
        file.put(bytes(parts));
        file.position((file.position() + 64 + 7) / 8 * 8);
        return address;
    }

    static byte[] message(int type, Object... parts) {
        byte[] content = bytes(parts);
        byte[] padded = Arrays.copyOf(content, (content.length + 7) / 8 * 8);
        return bytes((short) type, (short) padded.length, 0, padded);
    }

    /** Adds an object header of version 1. */
    long header(byte[]... messages) {
        byte[] all = bytes((Object[]) messages);
        return add((short) 1, (short) messages.length, 1, all.length, 0, all);
    }

    /** Adds a group of the new kind, whose links are messages. */
    long group(byte[]... messages) {
        return header(Stream.concat(Stream.of(message(2, (short) 0, UNDEFINED, UNDEFINED)), Stream.of(messages))
                .toArray(byte[][]::new));
    }

    static byte[] link(String name, long address) {
        return message(6, (byte) 1, (byte) 0, (byte) name.length(), name, address);
    }

    /** @param type 1 for a soft link, 64 for one to another file */
    static byte[] link(String name, int type, String target) {
        return message(6, (byte) 1, (byte) 8, (byte) type, (byte) name.length(), name, (short) target.length(), target);
    }

    static byte[] space(long... shape) {
        Object[] dimensions = LongStream.of(shape).boxed().toArray();
        return bytes((byte) 1, (byte) shape.length, (short) 0, 0, bytes(dimensions));
    }

    static byte[] attribute(String name, byte[] type, byte[] space, byte[] data) {
        return message(
                12,
                (short) 3,
                (short) (name.length() + 1),
                (short) type.length,
                (short) space.length,
                (byte) 0,
                name + "\0",
                type,
                space,
                data);
    }

    static byte[] text(String name, String value) {
        return attribute(name, bytes(0x13, value.length()), space(), bytes(value));
    }

    /** An attribute of texts in global heaps; a reference is a length, an address and an index. */
    static byte[] texts(String name, long count, byte[] references) {
        byte[] type = bytes(0x0119, 16, 0x10, 1, (short) 0, (short) 8);
        return attribute(name, type, space(count), references);
    }

    /** Adds a data set of float32. */
    long dataset(byte[] space, byte[]... messages) {
        return header(Stream.concat(
                        Stream.of(message(1, (Object) space), message(3, (Object) FLOAT32)), Stream.of(messages))
                .toArray(byte[][]::new));
    }

    static byte[] contiguous(long address, long size) {
        return message(8, (byte) 3, (byte) 1, address, size);
    }

    /** A layout in chunks of two dimensions. */
    static byte[] chunked(long tree, int height, int width) {
        return message(8, (byte) 3, (byte) 2, (byte) 3, tree, height, width, 4);
    }

    /** Filters by identifier, each with one parameter. */
    static byte[] filters(int... ids) {
        var parts = Stream.<Object>builder().add((byte) 2).add((byte) ids.length);
        for (int id : ids) {
            parts.add((short) id);
            if (id >= 256) {
                parts.add((short) 0);
            }
            parts.add((short) 0).add((short) 1).add(id == 1 ? 6 : 0);
        }
        return message(11, parts.build().toArray());
    }

    /** Adds a node of the tree of chunks; an entry is a key and an address. */
    long tree(int level, byte[]... entries) {
        return add(
                "TREE",
                (byte) 1,
                (byte) level,
                (short) entries.length,
                UNDEFINED,
                UNDEFINED,
                bytes((Object[]) entries),
                new byte[32]);
    }

    /** The entry of a chunk of a data set of two dimensions. */
    static byte[] chunk(int size, long row, long column, long address) {
        return bytes(size, 0, row, column, 0L, address);
    }

    /** Returns the model with the weight of its layer at an address. */
    byte[] model(long kernel) {
        return layer(text("weight_names", "d/kernel:0"), link("d", group(link("kernel:0", kernel))));
    }

    /** Returns the model with the group of its layer. */
    byte[] layer(byte[]... messages) {
        return root(group(text("model_config", DENSE), link("model_weights", group(link("d", group(messages))))));
    }

    /** Returns the file with a root group, behind a superblock of version 0. */
    byte[] root(long group) {
        int end = file.position();
        file.position(0);
        file.put(bytes((byte) 0x89, "HDF\r\n", (byte) 0x1a, "\n", 0, (byte) 0, (byte) 8, (byte) 8, (byte) 0))
                .put(bytes((short) 4, (short) 16, 0, 0L, UNDEFINED, (long) end, UNDEFINED, 0L, group, 0L, 0L, 0L));
        return Arrays.copyOf(file.array(), end);
    }

    /** Returns the file with a root group, behind a superblock of version 2 or 3. */
    byte[] root(int version, long group) {
        int end = file.position();
        file.position(0);
        file.put(summed(
                (byte) 0x89,
                "HDF\r\n",
                (byte) 0x1a,
                "\n",
                (byte) version,
                (byte) 8,
                (byte) 8,
                (byte) 0,
                0L,
                UNDEFINED,
                (long) end,
                group));
        return Arrays.copyOf(file.array(), end);
    }
}
