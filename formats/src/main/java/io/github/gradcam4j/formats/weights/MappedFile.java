package io.github.gradcam4j.formats.weights;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A read-only memory-mapped file. A mapping is limited to 2 GiB, so mappings of that size start at every GiB; each
 * slice of up to 1 GiB lies within one of them.
 */
record MappedFile(long size, List<ByteBuffer> windows) {
    private static final long STEP = 1L << 30;

    static MappedFile open(Path path) throws IOException {
        requireFile(path);
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            List<ByteBuffer> windows = new ArrayList<>();
            for (long start = 0; start < size; start += STEP) {
                windows.add(channel.map(MapMode.READ_ONLY, start, Math.min(size - start, Integer.MAX_VALUE)));
            }
            return new MappedFile(size, List.copyOf(windows));
        }
    }

    private static void requireFile(Path path) throws IOException {
        try {
            OrdinaryFile.require(path);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new WeightFormatException("is not a file: " + e.getReason(), e);
        }
    }

    /** Returns {@code length} bytes from {@code offset} as a little-endian view; copies nothing. */
    ByteBuffer slice(long offset, long length) throws WeightFormatException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new WeightFormatException("is cut short: it should have " + length + " bytes at " + offset
                    + ", but its size is " + size + " bytes (copy or download it again)");
        }
        if (length == 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer window = windows.get((int) (offset / STEP));
        int start = (int) (offset % STEP);
        if (length > window.capacity() - start) {
            throw new WeightFormatException("contains a block of " + length + " bytes; the limit is 1 GiB");
        }
        return window.slice(start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns at most {@code limit} bytes from {@code offset}. */
    ByteBuffer upTo(long limit, long offset) throws WeightFormatException {
        return slice(offset, Math.min(limit, Math.max(0, size - offset)));
    }
}
