package io.github.gradcam4j.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the chunks of a WebP file. Keeps the image, or the first frame of an animation, and its alpha channel. Each of
 * their chunks gets zeros at its end: decoders read ahead, and those of TwelveMonkeys do not notice the end of a chunk.
 */
final class WebpFile {
    private static final String LOSSY = "VP8 ";
    private static final String LOSSLESS = "VP8L";
    private static final int CHUNK_HEADER = 8;
    private static final int EXTENDED = 10;
    private static final int FRAME = 16;
    private static final int ANIMATED = 0x02;
    private static final int WITH_ALPHA = 0x10;

    private static final int KEY_FRAME_HEADER = 10;
    private static final int MACROBLOCK = 16;
    /** The modes of a macroblock take at least two bits. */
    private static final int MACROBLOCKS_PER_BYTE = 4;

    private static final int LOSSLESS_HEADER = 5;
    private static final int ALPHA_HEADER = 1;
    private static final int COMPRESSED_ALPHA = 1;

    private final byte[] file;
    private final DecodeLimits limits;
    private final ByteReader in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final List<Integer> gaps = new ArrayList<>();
    private Optional<ByteBuffer> exif = Optional.empty();
    private Optional<Chunk> alpha = Optional.empty();
    private int metadata;

    private WebpFile(byte[] file, DecodeLimits limits) {
        this.file = file;
        this.limits = limits;
        in = new ByteReader(file, ByteOrder.LITTLE_ENDIAN);
    }

    /** A chunk; the position is that of its content. */
    private record Chunk(String name, int start, int length) {}

    /** The size of an image in pixels. */
    private record Size(long width, long height) {}

    /**
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large, or another limit is exceeded
     */
    static EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return new WebpFile(file, limits).read();
    }

    private EncodedImage read() throws EOFException, ImageException {
        in.skip(4);
        long size = in.unsignedInt();
        if (size > file.length - CHUNK_HEADER) {
            throw new EOFException();
        }
        in.skip(4);
        int end = (int) size + CHUNK_HEADER;
        kept.writeBytes("RIFF----WEBP".getBytes(StandardCharsets.US_ASCII));
        var first = chunk(end);
        if (first.name.equals("VP8X")) {
            extended(first, end);
        } else {
            checkSize(first);
            keep(first);
        }
        var bytes = kept.toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes.length - CHUNK_HEADER);
        return new EncodedImage(bytes, gaps, exif);
    }

    /** Reads the header of the next chunk and skips its content. */
    private Chunk chunk(int end) throws EOFException {
        if (end - in.position() < CHUNK_HEADER) {
            throw new EOFException();
        }
        String name = in.name();
        long length = in.unsignedInt();
        if (length > end - in.position()) {
            throw new EOFException();
        }
        int start = in.skip(length);
        in.skip(Math.min(length % 2, end - in.position()));
        return new Chunk(name, start, (int) length);
    }

    private void extended(Chunk header, int end) throws EOFException, ImageException {
        if (header.length != EXTENDED) {
            throw damaged("its header has " + header.length + " bytes");
        }
        var canvas = new Size(1L + int24(header.start + 4), 1L + int24(header.start + 7));
        limits.check(canvas.width, canvas.height);
        boolean animated = (file[header.start] & ANIMATED) != 0;
        keepHeader("VP8X", EXTENDED);
        kept.writeBytes(new byte[] {(byte) (file[header.start] & (ANIMATED | WITH_ALPHA)), 0, 0, 0});
        kept.write(file, header.start + 4, EXTENDED - 4);
        if (animated) {
            var frame = first(end, "ANMF");
            int next = in.position();
            frame(frame);
            in.moveTo(next);
        } else {
            var image = first(end, LOSSY, LOSSLESS);
            checkSize(image, canvas);
            keep(image);
            alpha(image).ifPresent(this::keep);
        }
        readMetadata(end);
    }

    /** Reads chunks up to one with a name; the alpha channel and metadata are before it. */
    private Chunk first(int end, String... names) throws EOFException, ImageException {
        var chunk = chunk(end);
        while (!List.of(names).contains(chunk.name)) {
            if (chunk.name.equals("ALPH")) {
                alpha = Optional.of(chunk);
            } else {
                metadata(chunk);
            }
            chunk = chunk(end);
        }
        return chunk;
    }

    /** Returns the alpha channel of an image that has none itself. */
    private Optional<Chunk> alpha(Chunk image) {
        return image.name.equals(LOSSY) ? alpha : Optional.empty();
    }

    /** Keeps the image of an animation's frame. */
    private void frame(Chunk frame) throws EOFException, ImageException {
        in.moveTo(frame.start);
        in.skip(FRAME);
        alpha = Optional.empty();
        var image = first(frame.start + frame.length, LOSSY, LOSSLESS);
        var size = new Size(1L + int24(frame.start + 6), 1L + int24(frame.start + 9));
        checkSize(image, size);
        keepHeader(
                "ANMF",
                FRAME
                        + keptLength(image)
                        + alpha(image).map(WebpFile::keptLength).orElse(0));
        kept.write(file, frame.start, FRAME);
        keep(image);
        alpha(image).ifPresent(this::keep);
    }

    /** Reads the chunks after the image. Damaged metadata is not an error. */
    private void readMetadata(int end) throws EOFException, ImageException {
        while (end - in.position() >= CHUNK_HEADER) {
            try {
                metadata(chunk(end));
            } catch (EOFException e) {
                return;
            }
        }
    }

    private void metadata(Chunk chunk) throws ImageException {
        if (chunk.name.equals("ANMF")) {
            return;
        }
        EncodedImage.checkMetadata(++metadata, "chunks of metadata");
        if (chunk.name.equals("EXIF") && exif.isEmpty()) {
            exif = Optional.of(ByteBuffer.wrap(file).slice(chunk.start, chunk.length));
        }
    }

    private void checkSize(Chunk image, Size expected) throws EOFException, ImageException {
        var size = checkSize(image);
        if (!size.equals(expected)) {
            throw damaged(String.format(
                    Locale.ROOT,
                    "it contains an image of %d x %d pixels in a frame of %d x %d",
                    size.width,
                    size.height,
                    expected.width,
                    expected.height));
        }
        var channel = alpha(image);
        if (channel.isPresent() && channel.get().length > 0 && (file[channel.get().start] & 3) == COMPRESSED_ALPHA) {
            checkTransforms(channel.get(), ALPHA_HEADER, size);
        }
    }

    /** Returns the size of an image. Refuses one that is too large or whose data cannot be those of all pixels. */
    private Size checkSize(Chunk image) throws EOFException, ImageException {
        var size = switch (image.name) {
            case LOSSY -> lossySize(image);
            case LOSSLESS -> losslessSize(image);
            default -> throw damaged("it begins with a chunk of another kind");
        };
        limits.check(size.width, size.height);
        if (image.name.equals(LOSSLESS)) {
            checkTransforms(image, LOSSLESS_HEADER, size);
        }
        return size;
    }

    private void checkTransforms(Chunk chunk, int header, Size size) throws EOFException, ImageException {
        int end = chunk.start + chunk.length;
        WebpTransforms.check(file, chunk.start + header, end, size.width, size.height);
    }

    /** Reads the header of a key frame (RFC 6386, section 9.1). */
    private Size lossySize(Chunk image) throws EOFException, ImageException {
        if (image.length < KEY_FRAME_HEADER) {
            throw new EOFException();
        }
        int tag = int24(image.start);
        var size = new Size(int24(image.start + 6) & 0x3fff, int24(image.start + 7) >> 8 & 0x3fff);
        limits.check(size.width, size.height);
        long modes = tag >> 5;
        if (modes > image.length - KEY_FRAME_HEADER) {
            throw new EOFException();
        }
        long macroblocks = (size.width + MACROBLOCK - 1) / MACROBLOCK * ((size.height + MACROBLOCK - 1) / MACROBLOCK);
        EncodedImage.checkData(ImageFormat.WEBP, modes, macroblocks / MACROBLOCKS_PER_BYTE, size.width, size.height);
        return size;
    }

    private Size losslessSize(Chunk image) throws EOFException {
        if (image.length < LOSSLESS_HEADER) {
            throw new EOFException();
        }
        int bits = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(image.start + 1);
        return new Size(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
    }

    private int int24(int at) {
        return file[at] & 0xff | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16;
    }

    /** Returns the length of a chunk with its header and zeros at the end. */
    private static int keptLength(Chunk chunk) {
        return CHUNK_HEADER + chunk.length + chunk.length % 2 + 2 * EncodedStream.GAP;
    }

    private void keep(Chunk chunk) {
        keepHeader(chunk.name, keptLength(chunk) - CHUNK_HEADER);
        kept.write(file, chunk.start, chunk.length);
        gaps.add(kept.size() + EncodedStream.GAP);
        kept.writeBytes(new byte[chunk.length % 2 + 2 * EncodedStream.GAP]);
    }

    private void keepHeader(String name, int length) {
        kept.writeBytes(ByteBuffer.allocate(CHUNK_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .array());
    }

    private static ImageException damaged(String why) {
        return new ImageException("a WebP that is damaged: " + why);
    }
}
