package io.github.gradcam4j.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the structure of a JPEG file (ITU-T T.81, annex B) up to its end marker. Keeps the frame, tables and scans, and
 * the segments that define the color space.
 */
final class JpegFile {
    private static final int PREFIX = 0xff;
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int JFIF = 0xe0;
    private static final int EXIF = 0xe1;
    private static final int ADOBE = 0xee;
    private static final int LAST_APPLICATION = 0xef;
    private static final int COMMENT = 0xfe;

    private static final int ADOBE_LENGTH = 12;
    /** Version 1.2, square pixels, no thumbnail. */
    private static final byte[] JFIF_CONTENT = {'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0};

    /**
     * Several times as many as encoders write: about ten for a progressive image. A decoder computes all pixels in
     * each.
     */
    private static final int MOST_SCANS = 64;
    /** The number of scans that even the largest image may have. */
    private static final int SCANS_OF_LARGEST = 20;

    private static final int MOST_TABLES = 1024;

    private final byte[] file;
    private final ByteReader in;
    private final DecodeLimits limits;
    private final ByteArrayOutputStream kept;
    private Optional<ByteBuffer> exif = Optional.empty();
    private int metadata;
    private int tables;
    private int scans;
    private long scanBytes;
    private long width;
    private long height;
    private long blocks;

    private JpegFile(byte[] file, DecodeLimits limits) {
        this.file = file;
        this.in = new ByteReader(file, ByteOrder.BIG_ENDIAN);
        this.limits = limits;
        this.kept = new ByteArrayOutputStream(file.length);
    }

    /**
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large or would take too long to decode
     */
    static EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return new JpegFile(file, limits).read();
    }

    private EncodedImage read() throws EOFException, ImageException {
        for (int marker = marker(); marker != END_OF_IMAGE; marker = marker()) {
            if (marker == START_OF_IMAGE) {
                keepMarker(marker);
            } else if (hasContent(marker)) {
                int length = in.unsignedShort();
                if (length < 2) {
                    throw new ImageException("a JPEG that is damaged: it has a segment of " + length + " bytes");
                }
                segment(marker, length - 2);
            }
        }
        if (blocks == 0 || scans == 0) {
            throw new ImageException("a JPEG without an image");
        }
        // An entropy-coded block takes at least one bit.
        EncodedImage.checkData(ImageFormat.JPEG, scanBytes, blocks / 8, width, height);
        keepMarker(END_OF_IMAGE);
        return EncodedImage.of(kept.toByteArray(), exif);
    }

    /** Returns the next marker. Skips what lies before it, which decoders also do. */
    private int marker() throws EOFException {
        while (true) {
            if (in.unsignedByte() == PREFIX) {
                int code = in.unsignedByte();
                if (code == PREFIX) {
                    in.moveTo(in.position() - 1L);
                } else if (code != 0) {
                    return code;
                }
            }
        }
    }

    private static boolean hasContent(int marker) {
        return marker >= 0xc0 && !isRestart(marker);
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void segment(int marker, int length) throws EOFException, ImageException {
        if (marker >= JFIF && marker <= LAST_APPLICATION || marker == COMMENT) {
            EncodedImage.checkMetadata(++metadata, "comments and application segments");
            application(marker, length);
        } else if (marker == START_OF_SCAN) {
            checkScans(++scans);
            keep(marker, in.skip(length), length);
            entropyCoded();
        } else {
            if (isFrame(marker)) {
                frame(length);
            } else {
                checkTables(++tables);
            }
            keep(marker, in.skip(length), length);
        }
    }

    /** Keeps what defines the color space: JFIF images are YCC, Adobe's segment has the transformation. */
    private void application(int marker, int length) throws EOFException {
        if (marker == JFIF && in.startsWith("JFIF\0")) {
            keepMarker(JFIF);
            kept.write(0);
            kept.write(JFIF_CONTENT.length + 2);
            kept.writeBytes(JFIF_CONTENT);
        } else if (marker == ADOBE && in.startsWith("Adobe") && length >= ADOBE_LENGTH) {
            keep(ADOBE, in.skip(length), ADOBE_LENGTH);
            return;
        } else if (marker == EXIF && exif.isEmpty() && in.startsWith(Orientation.EXIF_HEADER)) {
            exif = Optional.of(in.slice(length));
            return;
        }
        in.skip(length);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int length) throws EOFException, ImageException {
        int start = in.position();
        in.skip(1);
        height = in.unsignedShort();
        width = in.unsignedShort();
        limits.check(width, height);
        int components = in.unsignedByte();
        int[] columns = new int[components];
        int[] rows = new int[components];
        int mostColumns = 1;
        int mostRows = 1;
        for (int i = 0; i < components && in.position() + 3 <= start + length; i++) {
            in.skip(1);
            int sampling = in.unsignedByte();
            in.skip(1);
            columns[i] = sampling >> 4;
            rows[i] = sampling & 0xf;
            mostColumns = Math.max(mostColumns, columns[i]);
            mostRows = Math.max(mostRows, rows[i]);
        }
        blocks = 0;
        for (int i = 0; i < components; i++) {
            blocks += (width * columns[i] / mostColumns + 7) / 8 * ((height * rows[i] / mostRows + 7) / 8);
        }
        in.moveTo(start);
    }

    private void checkScans(int count) throws ImageException {
        long pixels = width * height;
        long most = pixels == 0
                ? MOST_SCANS
                : Math.max(SCANS_OF_LARGEST, Math.min(MOST_SCANS, SCANS_OF_LARGEST * limits.pixels() / pixels));
        if (count > most) {
            throw new ImageException(String.format(
                    Locale.ROOT,
                    "a JPEG of more than %d scans: each takes as long as the whole image of %d x %d pixels;"
                            + " save it again, without progressive scans",
                    most,
                    width,
                    height));
        }
    }

    private static void checkTables(int count) throws ImageException {
        if (count > MOST_TABLES) {
            throw new ImageException("a JPEG of more than " + MOST_TABLES + " tables: save it again");
        }
    }

    /** Keeps the data of a scan, up to a marker that is not a restart marker. */
    private void entropyCoded() throws EOFException {
        int start = in.position();
        int at = start;
        while (true) {
            if (at + 1 >= file.length) {
                throw new EOFException();
            }
            int code = file[at + 1] & 0xff;
            if (file[at] == (byte) PREFIX && code != 0 && code != PREFIX && !isRestart(code)) {
                break;
            }
            at++;
        }
        kept.write(file, start, at - start);
        scanBytes += at - start;
        in.moveTo(at);
    }

    private void keep(int marker, int start, int length) {
        keepMarker(marker);
        kept.write(length + 2 >> 8);
        kept.write(length + 2);
        kept.write(file, start, length);
    }

    private void keepMarker(int marker) {
        kept.write(PREFIX);
        kept.write(marker);
    }
}
