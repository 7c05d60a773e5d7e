package io.github.gradcam4j.image;

import java.io.EOFException;
import java.util.stream.IntStream;

/**
 * Reads the transforms at the start of a <a
 * href="https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification">lossless WebP stream</a>
 * (section 4). Each kind may be used once; TwelveMonkeys' decoder applies any number, each to all pixels. The images in
 * the transforms are skipped: only the lengths of their codes are followed.
 */
final class WebpTransforms {
    private static final int KINDS = 4;
    private static final int COLOR = 1;
    private static final int SUBTRACT_GREEN = 2;

    private static final int BYTE_VALUES = 256;
    private static final int LENGTH_PREFIXES = 24;
    private static final int DISTANCE_PREFIXES = 40;
    private static final int MOST_CACHE_BITS = 11;

    private static final int LONGEST_CODE = 15;
    private static final int[] CODE_LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int REPEAT_PREVIOUS = 16;
    private static final int REPEAT_ZERO = 17;

    private final byte[] file;
    private final int end;
    private int at;
    private int bit;

    private WebpTransforms(byte[] file, int start, int end) {
        this.file = file;
        this.at = start;
        this.end = end;
    }

    /**
     * Checks the transforms.
     *
     * @param start the position of the stream, behind its header
     * @param end the position behind the stream
     * @throws EOFException if the stream ends before
     * @throws ImageException if a transform is used twice, or the stream is damaged
     */
    static void check(byte[] file, int start, int end, long width, long height) throws EOFException, ImageException {
        new WebpTransforms(file, start, end).check(width, height);
    }

    private void check(long width, long height) throws EOFException, ImageException {
        var used = new boolean[KINDS];
        long columns = width;
        while (bits(1) == 1) {
            int kind = bits(2);
            if (used[kind]) {
                throw damaged("it applies a transform twice");
            }
            used[kind] = true;
            if (kind <= COLOR) {
                int block = bits(3) + 2;
                skipImage(divided(columns, block) * divided(height, block));
            } else if (kind != SUBTRACT_GREEN) {
                int colors = bits(8) + 1;
                skipImage(colors);
                columns = divided(columns, colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3);
            }
        }
    }

    /** Returns the quotient by a power of two, rounded up. */
    private static long divided(long length, int bits) {
        return length + (1L << bits) - 1 >> bits;
    }

    private void skipImage(long pixels) throws EOFException, ImageException {
        int cache = 0;
        if (bits(1) == 1) {
            int cacheBits = bits(4);
            if (cacheBits < 1 || cacheBits > MOST_CACHE_BITS) {
                throw damaged("its color cache has " + cacheBits + " bits");
            }
            cache = 1 << cacheBits;
        }
        var green = code(BYTE_VALUES + LENGTH_PREFIXES + cache);
        var red = code(BYTE_VALUES);
        var blue = code(BYTE_VALUES);
        var alpha = code(BYTE_VALUES);
        var distance = code(DISTANCE_PREFIXES);
        for (long done = 0; done < pixels; ) {
            int symbol = symbol(green);
            if (symbol < BYTE_VALUES) {
                symbol(red);
                symbol(blue);
                symbol(alpha);
                done++;
            } else if (symbol < BYTE_VALUES + LENGTH_PREFIXES) {
                done += value(symbol - BYTE_VALUES);
                value(symbol(distance));
            } else {
                done++;
            }
        }
    }

    /** Returns the value of a prefix and its extra bits. */
    private int value(int prefix) throws EOFException {
        if (prefix < 4) {
            return prefix + 1;
        }
        int extra = prefix - 2 >> 1;
        return ((2 + (prefix & 1)) << extra) + bits(extra) + 1;
    }

    /**
     * A canonical prefix code.
     *
     * @param counts the number of codes of each length
     * @param symbols in the order of their codes; one alone takes no bits
     */
    private record Code(int[] counts, int[] symbols) {}

    private Code code(int alphabet) throws EOFException, ImageException {
        if (bits(1) == 0) {
            return canonical(codeLengths(alphabet));
        }
        boolean two = bits(1) == 1;
        int first = bits(bits(1) == 1 ? 8 : 1);
        int second = two ? bits(8) : first;
        if (Math.max(first, second) >= alphabet) {
            throw damaged("a prefix code has a symbol that does not exist");
        }
        // Codes of equal length are in the order of their symbols; one symbol alone takes no bits.
        int[] symbols = IntStream.of(first, second).sorted().distinct().toArray();
        return new Code(new int[] {0, symbols.length}, symbols);
    }

    private int[] codeLengths(int alphabet) throws EOFException, ImageException {
        int[] lengthsOfLengths = new int[CODE_LENGTH_ORDER.length];
        int given = bits(4) + 4;
        for (int i = 0; i < given; i++) {
            lengthsOfLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        var code = canonical(lengthsOfLengths);
        int left = bits(1) == 1 ? 2 + bits(2 + 2 * bits(3)) : alphabet;
        int[] lengths = new int[alphabet];
        int previous = 8;
        for (int i = 0; i < alphabet && left > 0; left--) {
            int symbol = symbol(code);
            if (symbol < REPEAT_PREVIOUS) {
                lengths[i++] = symbol;
                previous = symbol > 0 ? symbol : previous;
            } else {
                int times =
                        symbol == REPEAT_PREVIOUS ? 3 + bits(2) : symbol == REPEAT_ZERO ? 3 + bits(3) : 11 + bits(7);
                if (i + times > alphabet) {
                    throw damaged("it has more codes than symbols");
                }
                for (int end = i + times; i < end; i++) {
                    lengths[i] = symbol == REPEAT_PREVIOUS ? previous : 0;
                }
            }
        }
        return lengths;
    }

    private static Code canonical(int[] lengths) throws ImageException {
        int[] counts = new int[LONGEST_CODE + 1];
        int used = 0;
        for (int length : lengths) {
            if (length > 0) {
                counts[length]++;
                used++;
            }
        }
        int[] symbols = new int[used];
        int next = 0;
        int free = 1;
        for (int length = 1; length <= LONGEST_CODE; length++) {
            free = 2 * free - counts[length];
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    symbols[next++] = symbol;
                }
            }
            if (free < 0) {
                break;
            }
        }
        if (used == 0 || used > 1 && free != 0) {
            throw damaged("a prefix code is not complete");
        }
        return new Code(counts, symbols);
    }

    private int symbol(Code code) throws EOFException {
        if (code.symbols.length == 1) {
            return code.symbols[0];
        }
        int index = 0;
        int first = 0;
        int value = 0;
        for (int length = 1; length < code.counts.length; length++) {
            value |= bits(1);
            int count = code.counts[length];
            if (value - first < count) {
                return code.symbols[index + value - first];
            }
            index += count;
            first = first + count << 1;
            value <<= 1;
        }
        throw new IllegalStateException("A complete code has all values");
    }

    /** Reads bits, the lowest first. */
    private int bits(int count) throws EOFException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (at >= end) {
                throw new EOFException();
            }
            value |= (file[at] >> bit & 1) << i;
            bit++;
            if (bit == Byte.SIZE) {
                bit = 0;
                at++;
            }
        }
        return value;
    }

    private static ImageException damaged(String why) {
        return new ImageException("a WebP that is damaged: " + why);
    }
}
