package io.github.gradcam4j.image;

/** Counts the pixels of GIF's compressed data without decoding them. */
final class LzwLength {
    private static final int MOST_BITS = 12;
    private static final int LARGEST_ROOT = 8;

    private LzwLength() {}

    /**
     * Returns the number of pixels, or {@code enough} if there are at least so many.
     *
     * @param rootBits the bits of a pixel
     */
    static long of(byte[] codes, int rootBits, long enough) {
        if (rootBits < 1 || rootBits > LARGEST_ROOT) {
            return 0;
        }
        int clear = 1 << rootBits;
        int[] lengths = new int[1 << MOST_BITS];
        long pixels = 0;
        int bits = rootBits + 1;
        int next = clear + 2;
        int previous = 0;
        long buffer = 0;
        int buffered = 0;
        int at = 0;
        while (pixels < enough) {
            while (buffered < bits) {
                if (at == codes.length) {
                    return pixels;
                }
                buffer |= (codes[at++] & 0xffL) << buffered;
                buffered += 8;
            }
            int code = (int) buffer & (1 << bits) - 1;
            buffer >>>= bits;
            buffered -= bits;
            if (code == clear) {
                bits = rootBits + 1;
                next = clear + 2;
                previous = 0;
                continue;
            }
            if (code == clear + 1 || code > next || code == next && previous == 0) {
                return pixels;
            }
            int length = code < clear ? 1 : code == next ? previous + 1 : lengths[code];
            pixels += length;
            if (previous > 0 && next < lengths.length) {
                lengths[next++] = previous + 1;
                if (next == 1 << bits && bits < MOST_BITS) {
                    bits++;
                }
            }
            previous = length;
        }
        return enough;
    }
}
