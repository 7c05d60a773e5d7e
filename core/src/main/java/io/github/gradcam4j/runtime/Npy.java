package io.github.gradcam4j.runtime;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.half.HalfFloat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * NumPy's file format for one array, <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">npy</a>. Writes float32 values in
 * row-major order, format 1.0. Reads float16, float32, float64, booleans and integers of either byte order, all as
 * float32, formats 1.0 to 3.0. Thread safe.
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

    private Npy() {}

    /**
     * Reads an array as a float32 tensor.
     *
     * @throws IOException if the file cannot be read, is not an npy file, is truncated or larger than 2 GiB, or does
     *     not contain numbers
     */
    public static Tensor read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder, not an npy file");
        }
        if (Files.size(file) > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IOException(file + " is larger than 2 GiB, which is not supported");
        }
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: %s; save it with numpy.save", file, e.getMessage()), e);
        }
    }

    private static Tensor parse(ByteBuffer bytes) {
        var header = header(bytes.order(ByteOrder.LITTLE_ENDIAN));
        var descr = DESCR.matcher(header);
        var order = ORDER.matcher(header);
        var dims = SHAPE.matcher(header);
        if (!descr.find() || !order.find() || !dims.find()) {
            throw new IllegalArgumentException("not an array of numbers, but " + header.strip());
        }
        var element = element(descr.group(2));
        int width = descr.group(2).charAt(1) - '0';
        var shape = shape(dims.group(1));
        long size = size(shape);
        if (size > bytes.remaining() / width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "truncated: %s needs %d values, the file has %d",
                    Arrays.toString(shape),
                    size,
                    bytes.remaining() / width));
        }
        var values = bytes.slice().order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var tensor = Tensor.zeros(shape);
        var floats = tensor.floats();
        boolean columns = order.group(1).equals("True");
        for (int i = 0; i < size; i++) {
            floats.put(columns ? rowMajor(i, shape) : i, element.read(values, i * width));
        }
        return tensor;
    }

    private static String header(ByteBuffer bytes) {
        if (bytes.remaining() < MAGIC.length + 4
                || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IllegalArgumentException("not an npy file");
        }
        int version = bytes.get(MAGIC.length);
        if (version < 1 || version > 3) {
            throw new IllegalArgumentException("npy version " + version + " is not supported");
        }
        int start = MAGIC.length + (version == 1 ? 4 : 6);
        long length =
                version == 1 ? bytes.getShort(8) & 0xffff : bytes.limit() < start ? -1 : bytes.getInt(8) & 0xffffffffL;
        if (length < 0 || start + length > bytes.limit()) {
            throw new IllegalArgumentException("truncated in its header");
        }
        bytes.position((int) (start + length));
        return new String(bytes.array(), start, (int) length, StandardCharsets.ISO_8859_1);
    }

    private static long[] shape(String dims) {
        return Arrays.stream(dims.split(","))
                .map(String::strip)
                .filter(d -> !d.isEmpty())
                .mapToLong(Npy::dimension)
                .toArray();
    }

    private static long dimension(String digits) {
        if (!digits.matches("\\d{1,10}")) {
            throw new IllegalArgumentException("a dimension of " + digits + " is not supported");
        }
        return Long.parseLong(digits);
    }

    private static long size(long[] shape) {
        try {
            return Constant.elements(shape);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the shape %s is too large", Arrays.toString(shape)), e);
        }
    }

    /** Returns the row-major index of the value at an index in column-major order. */
    private static int rowMajor(int index, long[] shape) {
        int rest = index;
        int position = 0;
        int stride = Math.toIntExact(Constant.elements(shape));
        for (long dim : shape) {
            stride /= (int) dim;
            position += rest % (int) dim * stride;
            rest /= (int) dim;
        }
        return position;
    }

    /** Writes a float32 tensor to a file. The write is atomic; an existing file is replaced. */
    public static void write(Path file, Tensor tensor) throws IOException {
        AtomicFile.write(file, bytes(tensor));
    }

    /** Returns the bytes of an npy file with a float32 tensor. */
    public static byte[] bytes(Tensor tensor) {
        String dims = LongStream.of(tensor.shape()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
        if (tensor.rank() > 1) {
            dims = dims.substring(0, dims.length() - 1);
        }
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + dims + "), }";
        int start = MAGIC.length + 4;
        int length = ALIGNMENT * ((start + header.length() + ALIGNMENT) / ALIGNMENT) - start;
        var bytes = ByteBuffer.allocate(Math.addExact(start + length, Math.multiplyExact(4, tensor.size())))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) length)
                .put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(tensor.floats());
        return bytes.array();
    }

    /** A reader of the value at a byte offset. */
    private interface Element {
        float read(ByteBuffer bytes, int at);
    }

    private static Element element(String type) {
        return switch (type) {
            case "f2" -> (bytes, at) -> HalfFloat.fromFloat16(bytes.getShort(at));
            case "f4" -> ByteBuffer::getFloat;
            case "f8" -> (bytes, at) -> (float) bytes.getDouble(at);
            case "b1", "u1" -> (bytes, at) -> bytes.get(at) & 0xff;
            case "i1" -> ByteBuffer::get;
            case "u2" -> (bytes, at) -> bytes.getShort(at) & 0xffff;
            case "i2" -> ByteBuffer::getShort;
            case "u4" -> (bytes, at) -> bytes.getInt(at) & 0xffffffffL;
            case "i4" -> ByteBuffer::getInt;
            case "i8" -> ByteBuffer::getLong;
            default -> throw new IllegalArgumentException("values of type " + type + " are not supported");
        };
    }
}
