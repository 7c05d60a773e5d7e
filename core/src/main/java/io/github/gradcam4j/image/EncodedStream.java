package io.github.gradcam4j.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes that a decoder reads. Ends decoding when its data end too early, which some decoders do not notice, and
 * when the thread is interrupted.
 */
final class EncodedStream extends ImageInputStreamImpl {
    /** The bytes of a gap; a decoder may read as many ahead. */
    static final int GAP = 8;

    /** Single bytes are read so often that the thread's state is checked from time to time only. */
    private static final int CHECKED_READS = 1 << 12;

    /** Signals that a decoder needs more data than the image has. Decoders catch an {@link java.io.EOFException}. */
    static final class MissingDataException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final byte[] bytes;
    private final List<Integer> gaps;
    private int reads;

    EncodedStream(EncodedImage image) {
        bytes = image.bytes();
        gaps = image.gaps();
    }

    @Override
    public int read() throws MissingDataException, InterruptedIOException {
        if (++reads % CHECKED_READS == 0) {
            checkInterrupt();
        }
        if (streamPos >= bytes.length) {
            return -1;
        }
        checkGaps(1);
        bitOffset = 0;
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws MissingDataException, InterruptedIOException {
        checkInterrupt();
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        checkGaps(count);
        bitOffset = 0;
        System.arraycopy(bytes, (int) streamPos, into, offset, count);
        streamPos += count;
        return count;
    }

    private void checkGaps(int count) throws MissingDataException {
        for (int gap : gaps) {
            if (streamPos < gap + GAP && streamPos + count > gap) {
                throw new MissingDataException();
            }
        }
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the thread was interrupted");
        }
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
