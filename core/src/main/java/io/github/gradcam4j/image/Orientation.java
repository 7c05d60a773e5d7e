package io.github.gradcam4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** EXIF's eight orientations, as steps that make a stored image upright: transpose first, then mirror. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    /** Bytes before the TIFF file in JPEGs, and in files of programs that copy a JPEG's segment to other formats. */
    static final String EXIF_HEADER = "Exif\0\0";

    private static final int TIFF_HEADER = 8;
    private static final int ENTRY = 12;
    private static final short ORIENTATION = 0x0112;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final boolean transpose;
    private final boolean mirrorX;
    private final boolean mirrorY;

    Orientation(boolean transpose, boolean mirrorX, boolean mirrorY) {
        this.transpose = transpose;
        this.mirrorX = mirrorX;
        this.mirrorY = mirrorY;
    }

    /**
     * Returns the orientation in EXIF data; upright if the entry is missing or invalid, which is not an error.
     *
     * @param exif a TIFF file, possibly behind the header of EXIF data
     */
    static Orientation of(ByteBuffer exif) {
        int tag = tag(withoutHeader(exif.slice()));
        return tag < 1 || tag > values().length ? UPRIGHT : values()[tag - 1];
    }

    private static ByteBuffer withoutHeader(ByteBuffer exif) {
        var header = ByteBuffer.wrap(EXIF_HEADER.getBytes(StandardCharsets.US_ASCII));
        int length = header.remaining();
        boolean isFound = exif.limit() >= length && exif.slice(0, length).equals(header);
        return isFound ? exif.slice(length, exif.limit() - length) : exif;
    }

    /** Reads one entry of the first directory only: EXIF data can be nested and refer to itself. */
    private static int tag(ByteBuffer tiff) {
        if (tiff.limit() < TIFF_HEADER) {
            return 0;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = tiff.getInt(4) & 0xffffffffL;
        if (directory + 2 > tiff.limit()) {
            return 0;
        }
        int entries = tiff.getShort((int) directory) & 0xffff;
        long at = directory + 2;
        for (int i = 0; i < entries && at + ENTRY <= tiff.limit(); i++, at += ENTRY) {
            if (tiff.getShort((int) at) == ORIENTATION) {
                int value = (int) at + 8;
                return switch (tiff.getShort((int) at + 2)) {
                    case BYTE -> tiff.get(value);
                    case SHORT -> tiff.getShort(value);
                    case LONG -> tiff.getInt(value);
                    default -> 0;
                };
            }
        }
        return 0;
    }

    Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = transpose ? stored.height() : stored.width();
        int height = transpose ? stored.width() : stored.height();
        return stored.rgba()
                .map(rgba -> Image.ofRgba(width, height, turned(rgba, 4, width, height)))
                .orElseGet(() -> new Image(width, height, turned(stored.pixels(), 3, width, height)));
    }

    /** Returns the pixels of an upright image of this size. */
    private byte[] turned(byte[] from, int channels, int width, int height) {
        int stepX = channels * (transpose ? height : 1) * (mirrorX ? -1 : 1);
        int stepY = channels * (transpose ? 1 : width) * (mirrorY ? -1 : 1);
        int origin = (mirrorX ? -stepX * (width - 1) : 0) + (mirrorY ? -stepY * (height - 1) : 0);
        byte[] pixels = new byte[from.length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0, at = origin + y * stepY; x < width; x++, at += stepX) {
                for (int c = 0; c < channels; c++) {
                    pixels[to++] = from[at + c];
                }
            }
        }
        return pixels;
    }
}
