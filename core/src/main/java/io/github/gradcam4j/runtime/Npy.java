package io.github.gradcam4j.runtime;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
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
    /** NumPy's own limit. */
    private static final int LONGEST_HEADER = 10_000;
    /** NumPy's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    private static final int SHOWN = 200;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z])(\\d{0,4})'");
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
        Objects.requireNonNull(file, "file");
        return read(file, Npy::floats);
    }

    /**
     * Reads an array as the value of an input of a declared type, in the type of {@link Session#inputType}. The values
     * may have another type if the declared one has all of them: whole numbers in its range for integers, 0 and 1 for
     * booleans. Floating-point numbers become float32 for any declared type of 16 bits or more. Types that NumPy does
     * not have (bfloat16, float8, int4) may be saved as bytes of their size ({@code |V2}, {@code |V1}), as the package
     * ml_dtypes does, or as another type.
     *
     * @throws IOException as {@link #read(Path)}
     * @throws IllegalArgumentException if the declared type does not have a value; the message names the types
     */
    public static Tensor read(Path file, ElementType declared) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(declared, "declared");
        var type = declared.isFloatingPoint() ? ElementType.FLOAT : Session.inputType(declared);
        return read(file, array -> array.converted(declared, type));
    }

    private static Tensor read(Path file, Function<Array, Tensor> conversion) throws IOException {
        if (Files.size(OrdinaryFile.require(file)) > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IOException(file + " is larger than 2 GiB, which is not supported");
        }
        try {
            return conversion.apply(parse(ByteBuffer.wrap(Files.readAllBytes(file))));
        } catch (IllegalArgumentException e) {
            throw new IOException(String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: %s", file, e.getMessage()), e);
        }
    }

    /** The content of a file. @param values in the file's order */
    private record Array(NpyType type, long[] shape, boolean columns, ByteBuffer values) {

        private int size() {
            return (int) Constant.elements(shape);
        }

        private int position(int index) {
            return columns ? rowMajor(index, shape) : index;
        }

        Tensor converted(ElementType declared, ElementType type) {
            var conversion = this.type.to(declared);
            var tensor = Tensor.allocate(type, shape);
            var data = tensor.data();
            for (int i = 0; i < size(); i++) {
                try {
                    conversion.convert(values, i * this.type.bytes(), data, position(i));
                } catch (ArithmeticException e) {
                    throw new ArithmeticException(String.format(
                            Locale.ROOT,
                            "%s%s cannot become %s: a value is %s",
                            this.type.title(),
                            Arrays.toString(shape),
                            declared,
                            e.getMessage()));
                }
            }
            return tensor;
        }
    }

    private static Tensor floats(Array array) {
        var reader = array.type.floats();
        var tensor = Tensor.zeros(array.shape);
        var floats = tensor.floats();
        for (int i = 0; i < array.size(); i++) {
            floats.put(array.position(i), reader.read(array.values, i * array.type.bytes()));
        }
        return tensor;
    }

    private static Array parse(ByteBuffer bytes) {
        var header = header(bytes.order(ByteOrder.LITTLE_ENDIAN));
        var descr = DESCR.matcher(header);
        var order = ORDER.matcher(header);
        var dims = SHAPE.matcher(header);
        if (!descr.find() || !order.find() || !dims.find()) {
            throw new IllegalArgumentException(
                    "not an array of numbers, but " + MessageText.excerpt(header.strip(), SHOWN));
        }
        int width = descr.group(3).isEmpty() ? 0 : Integer.parseInt(descr.group(3));
        var type = new NpyType(descr.group(2).charAt(0), width);
        if (width == 0 || width > Long.BYTES) {
            throw new IllegalArgumentException(
                    "values of type " + type + " are not supported; save numbers of 8 to 64" + " bits");
        }
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
        return new Array(type, shape, order.group(1).equals("True"), values);
    }

    private static String header(ByteBuffer bytes) {
        if (bytes.remaining() < MAGIC.length + 4
                || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IllegalArgumentException("not an npy file; save the array with numpy.save");
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
        if (length > LONGEST_HEADER) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "its header has %d bytes; at most %d are supported", length, LONGEST_HEADER));
        }
        bytes.position((int) (start + length));
        return new String(bytes.array(), start, (int) length, StandardCharsets.ISO_8859_1);
    }

    private static long[] shape(String dims) {
        var shape = dimensions(dims);
        if (shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "an array of %d dimensions; at most %d are supported", shape.length, MOST_DIMENSIONS));
        }
        return shape;
    }

    private static long[] dimensions(String dims) {
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
}
