package io.github.gradcam4j.image;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the headers of a BMP file. The JDK's reader allocates what they claim, decodes an embedded JPEG or PNG without
 * limits, and reads color profiles, which this library does not apply.
 */
final class BmpFile {
    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int FILE_SIZE = 2;
    private static final int START_OF_PIXELS = 10;
    private static final int IMAGE_SIZE = FILE_HEADER + 20;
    private static final int COLORS_USED = FILE_HEADER + 32;
    private static final int COLOR_SPACE = FILE_HEADER + 56;
    private static final int HEADER_WITH_COLOR_SPACE = 108;
    private static final byte[] SRGB = "BGRs".getBytes(StandardCharsets.US_ASCII);

    private static final int LARGEST_PALETTE_BITS = 8;
    private static final int RUNS_OF_8_BITS = 1;
    private static final int RUNS_OF_4_BITS = 2;
    private static final int EMBEDDED_JPEG = 4;
    private static final int EMBEDDED_PNG = 5;

    private final byte[] file;
    private final DecodeLimits limits;
    private final ByteReader in;
    private long width;
    private long height;
    private int bits;
    private int compression;

    private BmpFile(byte[] file, DecodeLimits limits) {
        this.file = file;
        this.limits = limits;
        in = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large, or in a form that is not supported
     */
    static EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return new BmpFile(file, limits).read();
    }

    private EncodedImage read() throws EOFException, ImageException {
        in.moveTo(START_OF_PIXELS);
        long start = in.unsignedInt();
        long header = in.unsignedInt();
        dimensions(header == CORE_HEADER);
        if (compression == EMBEDDED_JPEG || compression == EMBEDDED_PNG || bits == 0) {
            throw new ImageException("a BMP with an embedded JPEG or PNG, which is not supported: extract that image");
        }
        if (start < FILE_HEADER + header) {
            throw new ImageException("a BMP that is damaged: its pixels begin inside its header");
        }
        if (header > CORE_HEADER) {
            in.moveTo(IMAGE_SIZE);
            long size = in.unsignedInt();
            in.moveTo(start);
            checkData(size);
        } else {
            in.moveTo(start);
            checkData(0);
        }
        return EncodedImage.of(withTrueSizes(header, start), Optional.empty());
    }

    private void dimensions(boolean core) throws EOFException, ImageException {
        width = core ? in.unsignedShort() : in.signedInt();
        height = Math.abs(core ? (long) in.unsignedShort() : in.signedInt());
        limits.check(width, height);
        in.skip(2);
        bits = in.unsignedShort();
        compression = core ? 0 : in.signedInt();
    }

    private void checkData(long claimed) throws EOFException, ImageException {
        if (compression == RUNS_OF_8_BITS || compression == RUNS_OF_4_BITS) {
            EncodedImage.checkData(ImageFormat.BMP, in.remaining(), claimed, width, height);
            skipRuns();
        } else {
            long row = (width * bits + 31) / 32 * 4;
            // Some programs leave out the padding of the last row.
            long necessary = row * (height - 1) + (width * bits + 7) / 8;
            EncodedImage.checkData(ImageFormat.BMP, in.remaining(), necessary, width, height);
        }
    }

    /** Skips runs up to the end of the bitmap or its last pixel. */
    private void skipRuns() throws EOFException {
        long x = 0;
        long y = 0;
        while (y < height && !(y == height - 1 && x >= width)) {
            int count = in.unsignedByte();
            int value = in.unsignedByte();
            if (count > 0) {
                x += count;
            } else if (value == 0) {
                x = 0;
                y++;
            } else if (value == 1) {
                return;
            } else if (value == 2) {
                x += in.unsignedByte();
                y += in.unsignedByte();
            } else {
                x += value;
                int bytes = compression == RUNS_OF_4_BITS ? (value + 1) / 2 : value;
                in.skip(bytes + bytes % 2);
            }
        }
    }

    /** Returns a copy whose sizes are those of the file, in plain sRGB. */
    private byte[] withTrueSizes(long header, long start) {
        var copy = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        copy.putInt(FILE_SIZE, file.length);
        if (header > CORE_HEADER) {
            copy.putInt(IMAGE_SIZE, (int) (file.length - start));
            if (bits > LARGEST_PALETTE_BITS) {
                copy.putInt(COLORS_USED, 0);
            }
        }
        if (header >= HEADER_WITH_COLOR_SPACE) {
            copy.put(COLOR_SPACE, SRGB);
        }
        return copy.array();
    }
}
