package io.github.gradcam4j.formats.keras;

import io.jhdf.exceptions.HdfException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * The bytes of an HDF5 file, read only. Structures of HDF5 refer to each other by address, so that a small file may
 * describe a circle, or a tree of a billion nodes that are all the same block. Each read is counted here, and a file
 * that is read many times over is refused.
 */
final class Hdf5Channel implements SeekableByteChannel {

    /** The bytes that are read of a file of any size, and how often each byte is read beyond that. */
    private static final long MIN_LIMIT = 64L << 20;

    private static final int MOST_READS = 8;

    /** The bytes that a shorter read counts as: about what a call costs. */
    private static final int LEAST = 256;

    @FunctionalInterface
    private interface Bytes {
        /** Reads into a buffer from a position; returns the number of bytes, or -1 at the end. */
        int read(ByteBuffer target, long position) throws IOException;
    }

    private final Bytes bytes;
    private final Closeable source;
    private final long size;
    private long remaining;
    private long position;

    private Hdf5Channel(Bytes bytes, Closeable source, long size) {
        this.bytes = bytes;
        this.source = source;
        this.size = size;
        this.remaining = MIN_LIMIT + MOST_READS * size;
    }

    static Hdf5Channel of(Path file) throws IOException {
        var channel = FileChannel.open(file);
        return new Hdf5Channel(channel::read, channel, channel.size());
    }

    /** @param content a buffer at its start, not changed */
    static Hdf5Channel of(ByteBuffer content) {
        return new Hdf5Channel((target, position) -> copy(content, target, position), () -> {}, content.remaining());
    }

    private static int copy(ByteBuffer content, ByteBuffer target, long position) {
        if (position >= content.remaining()) {
            return -1;
        }
        var rest = content.duplicate().position(content.position() + (int) position);
        int count = Math.min(rest.remaining(), target.remaining());
        target.put(rest.limit(rest.position() + count));
        return count;
    }

    /** @throws HdfException if the file was read many times over, since that of other classes is not passed on */
    @Override
    public int read(ByteBuffer target) throws IOException {
        remaining -= Math.max(LEAST, Math.min(target.remaining(), size));
        if (remaining < 0) {
            throw new HdfException("its parts refer to each other in circles, or very often to the same bytes");
        }
        int count = bytes.read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
