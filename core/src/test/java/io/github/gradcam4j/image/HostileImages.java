package io.github.gradcam4j.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;

/**
 * Small files that are built to occupy a decoder for long, to fill the memory, or to pass although data are missing.
 */
public final class HostileImages {
    private static final Image IMAGE = TestImages.gradient(60, 40);
    private static final int MANY = 20_000;

    private HostileImages() {}

    /** A file that is refused, and a part of the reason. */
    public record Refused(byte[] file, String reason) {}

    /** Returns files that are refused, by name. */
    public static Map<String, Refused> refused() {
        try {
            var files = new LinkedHashMap<String, Refused>();
            jpegs(files);
            pngs(files);
            gifs(files);
            bmps(files);
            webps(files);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns files with an image of 60 x 40 pixels between parts that must not cost anything, by name. */
    public static Map<String, byte[]> harmless() {
        try {
            var files = new LinkedHashMap<String, byte[]>();
            byte[] jpeg = jpeg(false);
            files.put(
                    "jpeg-exif-directories-that-loop",
                    TestJpegs.withSegment(jpeg, 0xe1, concat(ascii("Exif\0\0"), loopingExif())));
            files.put("jpeg-9000-comments", repeated(jpeg, 2, segment(0xfe, new byte[3000]), 9000));
            files.put("jpeg-profile-of-16-MB", repeated(jpeg, 2, profile(), 255));
            files.put("jpeg-another-image-behind", concat(jpeg, repeated(jpeg, 2, segment(0xfe, new byte[9]), MANY)));
            byte[] png = IMAGE.png();
            files.put("png-text-of-100-MB", TestPngs.withChunk(png, "zTXt", concat(ascii("Comment\0\0"), bomb(100))));
            files.put(
                    "png-profile-of-100-MB", TestPngs.withChunk(png, "iCCP", concat(ascii("Profile\0\0"), bomb(100))));
            files.put("png-data-in-single-bytes", splitData(png));
            files.put(
                    "png-animation-of-50000-frames",
                    repeated(png, png.length - 12, TestPngs.chunk("fcTL", new byte[26]), 50_000));
            byte[] gif = TestImages.encoded(IMAGE.toBufferedImage(), "gif");
            files.put("gif-9000-comments", repeated(gif, endOfPalette(gif), extension(0xfe, 1, 1), 9000));
            files.put("gif-data-in-single-bytes", singleBytes(gif));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void jpegs(Map<String, Refused> files) throws IOException {
        byte[] jpeg = jpeg(false);
        byte[] progressive = jpeg(true);
        int lastScan = lastIndexOf(progressive, 0xff, 0xda);
        byte[] scan = Arrays.copyOfRange(progressive, lastScan, progressive.length - 2);
        files.put("jpeg-100-scans", new Refused(repeated(progressive, lastScan, scan, 100), "scans"));
        files.put("jpeg-64-million-pixels-without-data", new Refused(withSize(jpeg, 8000, 8000), "truncated"));
        byte[] large = repeated(withSize(progressive, 8000, 8000), lastScan, scan, 25);
        files.put("jpeg-34-scans-of-64-million-pixels", new Refused(large, "more than 31 scans"));
        files.put("jpeg-20000-comments", new Refused(repeated(jpeg, 2, segment(0xfe, new byte[1]), MANY), "metadata"));
        files.put("jpeg-20000-profiles", new Refused(repeated(jpeg, 2, segment(0xe2, new byte[4]), MANY), "metadata"));
        int tables = indexOf(jpeg, 0xff, 0xdb);
        int length = 2 + (jpeg[tables + 2] << 8 | jpeg[tables + 3] & 0xff);
        byte[] table = Arrays.copyOfRange(jpeg, tables, tables + length);
        files.put("jpeg-20000-tables", new Refused(repeated(jpeg, 2, table, MANY), "tables"));
        byte[] half = concat(Arrays.copyOf(jpeg, jpeg.length / 2), new byte[] {(byte) 0xff, (byte) 0xd9});
        files.put("jpeg-half-with-an-end", new Refused(half, "truncated"));
        byte[] restarts = new byte[4 << 20];
        for (int i = 0; i < restarts.length; i += 2) {
            restarts[i] = (byte) 0xff;
            restarts[i + 1] = (byte) (0xd0 + i / 2 % 8);
        }
        files.put("jpeg-2-million-restarts", new Refused(withScanData(jpeg, restarts), "truncated"));
        files.put(
                "jpeg-without-scan",
                new Refused(
                        concat(Arrays.copyOf(jpeg, indexOf(jpeg, 0xff, 0xda)), new byte[] {(byte) 0xff, (byte) 0xd9}),
                        "without an image"));
    }

    private static void pngs(Map<String, Refused> files) throws IOException {
        byte[] png = IMAGE.png();
        files.put(
                "png-20000-texts",
                new Refused(repeated(png, 33, TestPngs.chunk("tEXt", ascii("a\0b")), MANY), "metadata"));
        byte[] claim = png.clone();
        ByteBuffer.wrap(claim).putInt(16, 9000).putInt(20, 9000);
        files.put("png-81-million-pixels-without-data", new Refused(claim, "truncated"));
        byte[] header = Arrays.copyOf(png, 33);
        byte[] end = TestPngs.chunk("IEND", new byte[0]);
        byte[] compressed = deflated(new byte[10 * 181]);
        files.put(
                "png-a-quarter-of-its-rows",
                new Refused(concat(header, TestPngs.chunk("IDAT", compressed), end), "truncated"));
        byte[] interlaced = concat(header, TestPngs.chunk("IDAT", compressed), end);
        interlaced[28] = 1;
        files.put("png-interlaced-a-quarter-of-its-data", new Refused(interlaced, "truncated"));
        files.put("png-without-data", new Refused(concat(header, end), "truncated"));
        files.put("png-without-the-end-of-its-data", new Refused(Arrays.copyOf(png, png.length - 60), "truncated"));
    }

    private static void gifs(Map<String, Refused> files) throws IOException {
        byte[] gif = TestImages.encoded(IMAGE.toBufferedImage(), "gif");
        int start = endOfPalette(gif);
        for (var kind : Map.of("comment", 0xfe, "application", 0xff, "plain-text", 0x01, "unknown", 0x77)
                .entrySet()) {
            files.put(
                    "gif-" + kind.getKey() + "-of-300000-blocks",
                    new Refused(repeated(gif, start, extension(kind.getValue(), 300_000, 1), 1), "blocks of comments"));
            files.put(
                    "gif-20000-extensions-" + kind.getKey(),
                    new Refused(repeated(gif, start, extension(kind.getValue(), 1, 4), MANY), "blocks of comments"));
        }
        files.put(
                "gif-comment-after-the-frame",
                new Refused(repeated(gif, gif.length - 1, extension(0xfe, MANY, 1), 1), "blocks of comments"));
        byte[] claim = gif.clone();
        int descriptor = indexOf(gif, 0x2c, 0);
        ByteBuffer.wrap(claim)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(descriptor + 5, (short) 9000)
                .putShort(descriptor + 7, (short) 9000);
        files.put("gif-81-million-pixels-without-data", new Refused(claim, "truncated"));
        byte[] screen = gif.clone();
        ByteBuffer.wrap(screen)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) 60_000)
                .putShort(8, (short) 60_000);
        files.put("gif-screen-of-3600-million-pixels", new Refused(screen, "megapixels"));
        byte[] half = concat(Arrays.copyOf(gif, start + 11), new byte[] {4, 1, 2, 3, 4, 0, 0x3b});
        files.put("gif-data-that-end-in-the-first-row", new Refused(half, "truncated"));
    }

    private static void bmps(Map<String, Refused> files) throws IOException {
        for (int compression : new int[] {4, 5}) {
            for (int header : new int[] {40, 52, 56, 108, 124}) {
                files.put(
                        "bmp-embedded-" + compression + "-header-" + header,
                        new Refused(bmp(header, 24, compression, 1_500_000_000, 0, new byte[64]), "embedded"));
            }
        }
        files.put("bmp-embedded-0-bits", new Refused(bmp(40, 0, 0, 0, 0, new byte[64]), "embedded"));
        files.put("bmp-claims-1.5-GB-of-runs", new Refused(bmp(40, 8, 1, 1_500_000_000, 0, new byte[64]), "truncated"));
        files.put("bmp-runs-that-end-early", new Refused(bmp(40, 8, 1, 0, 0, new byte[] {60, 1, 0, 0}), "truncated"));
        files.put(
                "bmp-runs-of-4-bits-that-end-early",
                new Refused(bmp(40, 4, 2, 0, 0, new byte[] {60, 1, 0, 0}), "truncated"));
        files.put("bmp-24-bits-without-data", new Refused(bmp(40, 24, 0, 0, 0, new byte[64]), "truncated"));
        byte[] offset = bmp(40, 24, 0, 0, 0, new byte[64]);
        ByteBuffer.wrap(offset).order(ByteOrder.LITTLE_ENDIAN).putInt(10, 2_000_000_000);
        files.put("bmp-pixels-beyond-the-file", new Refused(offset, "truncated"));
    }

    private static void webps(Map<String, Refused> files) throws IOException {
        for (String name : new String[] {"lossless.webp", "lossy.webp", "alpha-lossless.webp"}) {
            byte[] whole = Files.readAllBytes(TestImages.resource(name));
            for (int percent : new int[] {30, 60, 90}) {
                files.put("webp-" + percent + "-percent-" + name, new Refused(shortened(whole, percent), "truncated"));
            }
        }
        byte[] extended = Files.readAllBytes(TestImages.resource("alpha-lossy.webp"));
        byte[] flood = repeated(extended, 30, concat(ascii("JUNK"), new byte[] {0, 0, 0, 0}), MANY);
        ByteBuffer.wrap(flood).order(ByteOrder.LITTLE_ENDIAN).putInt(4, flood.length - 8);
        files.put("webp-20000-chunks", new Refused(flood, "metadata"));
        byte[] canvas = extended.clone();
        canvas[25] = 100;
        files.put("webp-canvas-of-another-size", new Refused(canvas, "in a frame of"));
        byte[] lossy = Files.readAllBytes(TestImages.resource("lossy.webp"));
        ByteBuffer.wrap(lossy)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(26, (short) 9000)
                .putShort(28, (short) 9000);
        files.put("webp-81-million-pixels-without-data", new Refused(lossy, "truncated"));
        files.put("webp-2000-transforms", new Refused(transforms(2000), "a transform twice"));
        files.put("webp-palette-between-transforms", new Refused(paletteBetweenTransforms(), "a transform twice"));
        files.put("webp-transform-twice-behind-unsorted-codes", new Refused(unsortedCodes(), "a transform twice"));
        files.put(
                "webp-many-codes-without-data",
                new Refused(lossless(1000, 1000, new Bits().put(1, 0).put(0, 1).put(1, 1)), "truncated"));
    }

    /** Returns a lossless image that applies a transform, of three bits, many times to all pixels. */
    private static byte[] transforms(int times) {
        var bits = new Bits();
        for (int i = 0; i < times; i++) {
            bits.put(1, 1).put(2, 2);
        }
        return lossless(2000, 2000, bits.put(3, 0));
    }

    /** Returns a lossless image with a palette of one color between two transforms of the same kind. */
    private static byte[] paletteBetweenTransforms() {
        var bits = new Bits().put(1, 1).put(2, 2).put(1, 1).put(2, 3).put(8, 0).put(1, 0);
        for (int i = 0; i < 5; i++) {
            bits.put(1, 1).put(1, 0).put(1, 0).put(1, 0);
        }
        return lossless(2000, 2000, bits.put(1, 1).put(2, 2).put(3, 0));
    }

    /** Returns a lossless image whose first transform has distances of the symbols 10 and 1, given in this order. */
    private static byte[] unsortedCodes() {
        var bits = new Bits().put(1, 1).put(2, 0).put(3, 0).put(1, 0);
        // The green code has the symbols 0, a value, and 256, the length 1.
        bits.put(1, 0).put(4, 0).put(3, 0).put(3, 1).put(3, 0).put(3, 1).put(1, 0);
        bits.put(1, 0)
                .put(1, 1)
                .put(7, 127)
                .put(1, 1)
                .put(7, 106)
                .put(1, 0)
                .put(1, 1)
                .put(7, 12);
        for (int i = 0; i < 3; i++) {
            bits.put(1, 1).put(1, 0).put(1, 0).put(1, 0);
        }
        bits.put(1, 1).put(1, 1).put(1, 1).put(8, 10).put(8, 1);
        bits.put(1, 0);
        for (int i = 0; i < 3; i++) {
            bits.put(1, 1).put(1, 0);
        }
        return lossless(8, 8, bits.put(1, 1).put(2, 2).put(1, 1).put(2, 2).put(20, 0));
    }

    /** Returns a lossless WebP of bits. */
    static byte[] lossless(int width, int height, Bits bits) {
        byte[] content = new Bits()
                .put(8, 0x2f)
                .put(14, width - 1)
                .put(14, height - 1)
                .put(4, 0)
                .put(bits)
                .bytes();
        return ByteBuffer.allocate(20 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(12 + content.length + content.length % 2)
                .put(ascii("WEBPVP8L"))
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** Bits, from the lowest of each byte. */
    static final class Bits {
        private final BitSet bits = new BitSet();
        private int length;

        Bits put(int count, int value) {
            for (int i = 0; i < count; i++, length++) {
                bits.set(length, (value >> i & 1) != 0);
            }
            return this;
        }

        Bits put(Bits more) {
            for (int i = 0; i < more.length; i++, length++) {
                bits.set(length, more.bits.get(i));
            }
            return this;
        }

        byte[] bytes() {
            return Arrays.copyOf(bits.toByteArray(), (length + 7) / 8);
        }
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        return TestJpegs.written(new IIOImage(IMAGE.toBufferedImage(), null, null), progressive);
    }

    private static byte[] withSize(byte[] jpeg, int width, int height) {
        byte[] file = jpeg.clone();
        int frame = Math.max(indexOf(file, 0xff, 0xc0), indexOf(file, 0xff, 0xc2));
        ByteBuffer.wrap(file).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return file;
    }

    private static byte[] withScanData(byte[] jpeg, byte[] data) {
        int scan = indexOf(jpeg, 0xff, 0xda);
        int length = 2 + (jpeg[scan + 2] << 8 | jpeg[scan + 3]);
        return concat(Arrays.copyOf(jpeg, scan + length), data, new byte[] {(byte) 0xff, (byte) 0xd9});
    }

    private static byte[] segment(int marker, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .array();
    }

    private static byte[] profile() {
        return segment(0xe2, concat(ascii("ICC_PROFILE\0"), new byte[] {1, (byte) 255}, new byte[65_000]));
    }

    /** Returns a TIFF of directories that contain themselves and entries that are as large as the file. */
    private static byte[] loopingExif() {
        var tiff = ByteBuffer.allocate(60_000).put(ascii("MM\0*")).putInt(8).putShort((short) 4000);
        for (int i = 0; i < 4000; i++) {
            tiff.putShort((short) (i % 2 == 0 ? 0x8769 : i))
                    .putShort((short) 4)
                    .putInt(i % 2 == 0 ? 1 : 14_000)
                    .putInt(8);
        }
        return tiff.putInt(8).array();
    }

    private static byte[] bomb(int megabytes) {
        return deflated(new byte[megabytes << 20]);
    }

    private static byte[] deflated(byte[] content) {
        var deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] splitData(byte[] png) {
        var out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        int at = 33;
        while (at < png.length) {
            int length = ByteBuffer.wrap(png).getInt(at);
            String type = new String(png, at + 4, 4, StandardCharsets.US_ASCII);
            if (type.equals("IDAT")) {
                for (int i = 0; i < length; i++) {
                    out.writeBytes(TestPngs.chunk("IDAT", new byte[] {png[at + 8 + i]}));
                    out.writeBytes(TestPngs.chunk("IDAT", new byte[0]));
                }
            } else {
                out.write(png, at, length + 12);
            }
            at += length + 12;
        }
        return out.toByteArray();
    }

    private static int endOfPalette(byte[] gif) {
        return 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << (gif[10] & 7) + 1);
    }

    private static byte[] extension(int label, int blocks, int size) {
        var extension =
                ByteBuffer.allocate(3 + blocks * (1 + size)).put((byte) 0x21).put((byte) label);
        for (int i = 0; i < blocks; i++) {
            extension.put((byte) size).put(new byte[size]);
        }
        return extension.array();
    }

    private static byte[] singleBytes(byte[] gif) {
        int descriptor = lastFrame(gif);
        var out = new ByteArrayOutputStream();
        out.write(gif, 0, descriptor + 11);
        for (int at = descriptor + 11; gif[at] != 0; at += 1 + (gif[at] & 0xff)) {
            for (int i = 1; i <= (gif[at] & 0xff); i++) {
                out.write(1);
                out.write(gif[at + i]);
            }
        }
        out.write(0);
        out.write(0x3b);
        return out.toByteArray();
    }

    /** Returns the position of the frame's descriptor in a file that the JDK wrote. */
    private static int lastFrame(byte[] gif) {
        return new String(gif, StandardCharsets.ISO_8859_1).indexOf(",\0\0\0\0" + (char) 60 + "\0" + (char) 40 + "\0");
    }

    /** Returns a BMP of 60 x 40 pixels. */
    static byte[] bmp(int header, int bits, int compression, int imageSize, int colors, byte[] data) {
        int palette = bits <= 8 ? 4 << bits : 0;
        int start = 14 + header + palette;
        var bmp = ByteBuffer.allocate(start + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put(ascii("BM")).putInt(bmp.capacity()).putInt(0).putInt(start);
        bmp.putInt(header).putInt(60).putInt(40).putShort((short) 1).putShort((short) bits);
        bmp.putInt(compression).putInt(imageSize).putInt(0).putInt(0).putInt(colors);
        return bmp.position(start).put(data).array();
    }

    /** Returns a file that is shorter, but whose sizes say so: only its data are missing. */
    private static byte[] shortened(byte[] webp, int percent) {
        int at = 12;
        var sizes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        while (!new String(webp, at, 3, StandardCharsets.US_ASCII).equals("VP8") || webp[at + 3] == 'X') {
            at += 8 + sizes.getInt(at + 4) + sizes.getInt(at + 4) % 2;
        }
        int length = sizes.getInt(at + 4) * percent / 100 / 2 * 2;
        byte[] cut = Arrays.copyOf(webp, at + 8 + length);
        ByteBuffer.wrap(cut)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, cut.length - 8)
                .putInt(at + 4, length);
        return cut;
    }

    private static byte[] repeated(byte[] file, int at, byte[] part, int times) {
        var out = ByteBuffer.allocate(file.length + part.length * times).put(file, 0, at);
        for (int i = 0; i < times; i++) {
            out.put(part);
        }
        return out.put(file, at, file.length - at).array();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] file, int first, int second) {
        for (int i = 0; i + 1 < file.length; i++) {
            if ((file[i] & 0xff) == first && (file[i + 1] & 0xff) == second) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] file, int first, int second) {
        for (int i = file.length - 2; i >= 0; i--) {
            if ((file[i] & 0xff) == first && (file[i + 1] & 0xff) == second) {
                return i;
            }
        }
        return -1;
    }
}
