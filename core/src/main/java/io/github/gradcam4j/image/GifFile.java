package io.github.gradcam4j.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the blocks of a GIF file up to its trailer, or to its end if the first frame is complete. Keeps the screen, the
 * first frame and the extension with its transparent color. Comments and the other extensions are left out: the JDK's
 * reader takes quadratic time for them.
 */
final class GifFile {
    private static final int SCREEN = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;
    private static final int DESCRIPTOR = 9;
    private static final int LARGEST_BLOCK = 255;

    private final byte[] file;
    private final DecodeLimits limits;
    private final ByteReader in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int metadata;
    private boolean found;

    private GifFile(byte[] file, DecodeLimits limits) {
        this.file = file;
        this.limits = limits;
        in = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large, or another limit is exceeded
     */
    static EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return new GifFile(file, limits).read();
    }

    private EncodedImage read() throws EOFException, ImageException {
        in.skip(SCREEN);
        skipPalette(file[10]);
        keep(0);
        try {
            readBlocks();
        } catch (EOFException e) {
            if (!found) {
                throw e;
            }
        }
        if (!found) {
            throw new EOFException();
        }
        kept.write(TRAILER);
        return EncodedImage.of(kept.toByteArray(), Optional.empty());
    }

    /** Reads blocks up to the trailer. Files without one are common. */
    private void readBlocks() throws EOFException, ImageException {
        int control = 0;
        while (in.remaining() > 0) {
            int start = in.position();
            int block = in.unsignedByte();
            if (block == EXTENSION) {
                boolean graphic = in.unsignedByte() == GRAPHIC_CONTROL;
                int blocks = skipBlocks();
                if (graphic) {
                    control = start;
                } else {
                    metadata += blocks;
                    EncodedImage.checkMetadata(metadata, "blocks of comments and other extensions");
                }
            } else if (block == IMAGE) {
                if (control > 0 && !found) {
                    keepControl(control);
                }
                frame(start, !found);
                found = true;
            } else if (block == TRAILER || found) {
                return;
            } else {
                throw new ImageException("a GIF that is damaged: it has a block of unknown type " + block);
            }
        }
    }

    /** Keeps the bytes from a position to this one. */
    private void keep(int start) {
        kept.write(file, start, in.position() - start);
    }

    private void keepControl(int start) {
        int length = file[start + 2] & 0xff;
        kept.write(file, start, 3 + length);
        kept.write(0);
    }

    private void skipPalette(int flags) throws EOFException {
        if ((flags & 0x80) != 0) {
            in.skip(3L << (flags & 7) + 1);
        }
    }

    private void frame(int start, boolean first) throws EOFException, ImageException {
        int descriptor = in.skip(DESCRIPTOR);
        if (!first) {
            skipPalette(file[descriptor + 8]);
            in.skip(1);
            skipBlocks();
            return;
        }
        in.moveTo(descriptor);
        int left = in.unsignedShort();
        int top = in.unsignedShort();
        long width = in.unsignedShort();
        long height = in.unsignedShort();
        limits.check(width, height);
        var screen = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        limits.check(
                Math.max(screen.getShort(6) & 0xffff, left + width),
                Math.max(screen.getShort(8) & 0xffff, top + height));
        skipPalette(in.unsignedByte());
        int codeSize = in.unsignedByte();
        keep(start);
        byte[] codes = joined(blocks());
        if (LzwLength.of(codes, codeSize, width * height) < width * height) {
            throw new EOFException();
        }
        for (int at = 0; at < codes.length; at += LARGEST_BLOCK) {
            int length = Math.min(LARGEST_BLOCK, codes.length - at);
            kept.write(length);
            kept.write(codes, at, length);
        }
        kept.write(0);
    }

    /** Reads blocks up to an empty one, or to the end of the file: a frame may be complete without the empty one. */
    private List<ByteBuffer> blocks() throws EOFException {
        var blocks = new ArrayList<ByteBuffer>();
        while (in.remaining() > 0) {
            int length = in.unsignedByte();
            if (length == 0) {
                break;
            }
            blocks.add(in.slice(Math.min(length, in.remaining())));
        }
        return blocks;
    }

    /** Returns the number of blocks up to an empty one. */
    private int skipBlocks() throws EOFException {
        int count = 0;
        for (int length = in.unsignedByte(); length > 0; length = in.unsignedByte()) {
            in.skip(length);
            count++;
        }
        return count;
    }

    private static byte[] joined(List<ByteBuffer> blocks) {
        var joined = ByteBuffer.allocate(
                blocks.stream().mapToInt(ByteBuffer::remaining).sum());
        blocks.forEach(joined::put);
        return joined.array();
    }
}
