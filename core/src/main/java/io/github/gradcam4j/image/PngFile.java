package io.github.gradcam4j.image;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG file up to its end chunk, or to its end if it has image data. Keeps the header, the
 * palette, the transparent color and the image data, as one chunk; the frames of an animation after the first are left
 * out.
 */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int HEADER = 13;
    private static final int CHUNK_OVERHEAD = 12;
    /** The best ratio of deflate: two bits for 258 bytes. */
    private static final int BEST_RATIO = 1032;

    private static final Set<String> FRAMES = Set.of("fcTL", "fdAT");

    private final byte[] file;
    private final DecodeLimits limits;
    private final ByteReader in;
    private ByteBuffer header;
    private Optional<ByteBuffer> palette = Optional.empty();
    private Optional<ByteBuffer> transparency = Optional.empty();
    private Optional<ByteBuffer> exif = Optional.empty();
    private final List<ByteBuffer> data = new ArrayList<>();
    private int metadata;

    private PngFile(byte[] file, DecodeLimits limits) {
        this.file = file;
        this.limits = limits;
        in = new ByteReader(file, ByteOrder.BIG_ENDIAN);
    }

    /**
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large, or another limit is exceeded
     */
    static EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return new PngFile(file, limits).read();
    }

    private EncodedImage read() throws EOFException, ImageException {
        in.skip(SIGNATURE);
        try {
            readChunks();
        } catch (EOFException e) {
            // The decoder finds out whether the data are complete; the pixels do not depend on what follows them.
            if (data.isEmpty()) {
                throw e;
            }
        }
        checkData();
        return EncodedImage.of(kept(), exif);
    }

    private void readChunks() throws EOFException, ImageException {
        boolean end = false;
        while (!end) {
            long length = in.unsignedInt();
            String type = in.name();
            if (header == null) {
                header(type, length);
            } else if (type.equals("IDAT")) {
                data.add(in.slice(Math.min(length, in.remaining())));
            } else {
                end = chunk(type, in.slice(length));
            }
            in.skip(4);
        }
    }

    private void header(String type, long length) throws EOFException, ImageException {
        if (!type.equals("IHDR") || length != HEADER) {
            throw new ImageException("a PNG that is damaged: it does not begin with a header");
        }
        header = in.slice(length);
        limits.check(header.getInt(0) & 0xffffffffL, header.getInt(4) & 0xffffffffL);
    }

    /** Returns whether the chunk is the last one. */
    private boolean chunk(String type, ByteBuffer content) throws ImageException {
        switch (type) {
            case "PLTE" -> palette = data.isEmpty() ? palette.or(() -> Optional.of(content)) : palette;
            case "tRNS" -> transparency = transparency.or(() -> Optional.of(content));
            case "IEND" -> {
                return true;
            }
            default -> {
                if (!FRAMES.contains(type)) {
                    EncodedImage.checkMetadata(++metadata, "chunks of metadata");
                }
                if (type.equals("eXIf") && exif.isEmpty()) {
                    exif = Optional.of(content);
                }
            }
        }
        return false;
    }

    private long dataBytes() {
        return data.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private void checkData() throws ImageException {
        long width = header.getInt(0);
        long height = header.getInt(4);
        int channels = switch (header.get(9)) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long row = (width * channels * header.get(8) + 7) / 8;
        EncodedImage.checkData(ImageFormat.PNG, dataBytes(), row * height / BEST_RATIO, width, height);
    }

    private byte[] kept() {
        long size = SIGNATURE
                + Math.addExact(5 * CHUNK_OVERHEAD + HEADER, dataBytes())
                + palette.map(ByteBuffer::remaining).orElse(0)
                + transparency.map(ByteBuffer::remaining).orElse(0);
        var kept = ByteBuffer.allocate(Math.toIntExact(size));
        kept.put(file, 0, SIGNATURE);
        put(kept, "IHDR", List.of(header));
        palette.ifPresent(content -> put(kept, "PLTE", List.of(content)));
        transparency.ifPresent(content -> put(kept, "tRNS", List.of(content)));
        put(kept, "IDAT", data);
        put(kept, "IEND", List.of());
        return kept.array();
    }

    private static void put(ByteBuffer kept, String type, List<ByteBuffer> content) {
        kept.putInt(content.stream().mapToInt(ByteBuffer::remaining).sum());
        int start = kept.position();
        kept.put(type.getBytes(StandardCharsets.US_ASCII));
        content.forEach(part -> kept.put(part.duplicate()));
        var checksum = new CRC32();
        checksum.update(kept.slice(start, kept.position() - start));
        kept.putInt((int) checksum.getValue());
    }
}
