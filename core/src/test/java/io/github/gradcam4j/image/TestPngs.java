package io.github.gradcam4j.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** PNG files for tests. */
final class TestPngs {
    private static final int END_OF_HEADER = 8 + 25;

    private TestPngs() {}

    /** Returns the file with one more chunk after its header. */
    static byte[] withChunk(byte[] file, String type, byte[] content) {
        byte[] chunk = chunk(type, content);
        return ByteBuffer.allocate(file.length + chunk.length)
                .put(file, 0, END_OF_HEADER)
                .put(chunk)
                .put(file, END_OF_HEADER, file.length - END_OF_HEADER)
                .array();
    }

    static byte[] chunk(String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) checksum.getValue())
                .array();
    }
}
