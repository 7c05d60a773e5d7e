package io.github.gradcam4j.formats.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped into memory, read only. Windows of just under 2 GiB start at every GiB, so that any slice of up to 1
 * GiB lies whole in one of them.
 */
record MappedFile(long size, List<ByteBuffer> windows) {
    private static final long STEP = 1L << 30;

    static MappedFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such weight file");
        }
        if (!Files.isRegularFile(path)) {
            throw new WeightFormatException("is not a file");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            List<ByteBuffer> windows = new ArrayList<>();
            for (long start = 0; start < size; start += STEP) {
                windows.add(channel.map(MapMode.READ_ONLY, start, Math.min(size - start, Integer.MAX_VALUE)));
            }
            return new MappedFile(size, List.copyOf(windows));
        }
    }

    /** The bytes from {@code offset} on, as a little-endian view that copies nothing. */
    ByteBuffer slice(long offset, long length) throws WeightFormatException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new WeightFormatException("is cut short: " + length + " bytes at " + offset
                    + " were expected, but the file has " + size + " (copy or download it again)");
        }
        if (length == 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer window = windows.get((int) (offset / STEP));
        int start = (int) (offset % STEP);
        if (length > window.capacity() - start) {
            throw new WeightFormatException(
                    "holds a block of " + length + " bytes; more than 1 GiB in one piece is not read");
        }
        return window.slice(start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** At most {@code limit} bytes from {@code offset} on. */
    ByteBuffer upTo(long limit, long offset) throws WeightFormatException {
        return slice(offset, Math.min(limit, Math.max(0, size - offset)));
    }
}
