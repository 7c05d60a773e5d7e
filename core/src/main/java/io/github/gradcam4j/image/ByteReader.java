package io.github.gradcam4j.image;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A position in the bytes of a file. Reading or skipping past the end is an {@link EOFException}. */
final class ByteReader {
    private final ByteBuffer bytes;

    ByteReader(byte[] file, ByteOrder order) {
        bytes = ByteBuffer.wrap(file).order(order);
    }

    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int unsignedByte() throws EOFException {
        return bytes.get(skip(1)) & 0xff;
    }

    int unsignedShort() throws EOFException {
        return bytes.getShort(skip(2)) & 0xffff;
    }

    int signedInt() throws EOFException {
        return bytes.getInt(skip(4));
    }

    long unsignedInt() throws EOFException {
        return bytes.getInt(skip(4)) & 0xffffffffL;
    }

    /** Returns four characters, the name of a chunk. */
    String name() throws EOFException {
        return new String(bytes.array(), skip(4), 4, StandardCharsets.ISO_8859_1);
    }

    /** Returns whether the bytes at the position are those of a text. */
    boolean startsWith(String text) {
        byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
        return start.length <= remaining()
                && bytes.slice(position(), start.length).equals(ByteBuffer.wrap(start));
    }

    /** Skips bytes and returns the position before them. */
    int skip(long count) throws EOFException {
        if (count > remaining()) {
            throw new EOFException();
        }
        int position = position();
        bytes.position(position + (int) count);
        return position;
    }

    /** Moves to a position before or after this one. */
    void moveTo(long position) throws EOFException {
        if (position > bytes.limit()) {
            throw new EOFException();
        }
        bytes.position((int) position);
    }

    /** Returns the next bytes, which it skips. They are shared with the file. */
    ByteBuffer slice(long count) throws EOFException {
        int start = skip(count);
        return bytes.slice(start, (int) count);
    }
}
