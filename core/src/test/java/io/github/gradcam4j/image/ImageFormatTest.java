package io.github.gradcam4j.image;

import static io.github.gradcam4j.image.TestImages.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format and each kind of pixels that is read. */
class ImageFormatTest {
    private final Image gradient = TestImages.gradient(40, 30);

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void losslessFormatsAreExact(String format) throws IOException {
        Image noise = TestImages.noise(37, 23, 3);
        assertArrayEquals(
                noise.pixels(),
                Image.decode(TestImages.encoded(noise.toBufferedImage(), format))
                        .pixels());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegBaselineAndProgressive(boolean progressive) throws IOException {
        assertClose(gradient, Image.decode(jpeg(gradient, progressive)), 8);
    }

    @Test
    void grayJpegKeepsItsValues() throws IOException {
        BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            gray.getRaster().setSample(i % 16, i / 16, 0, 8 * (i / 16) + 60);
        }
        Image image = Image.decode(TestImages.encoded(gray, "jpg"));
        for (int y = 0; y < 16; y++) {
            assertEquals(8 * y + 60, image.rgb(5, y) & 0xff, 3);
            assertEquals((image.rgb(5, y) & 0xff) * 0x010101, image.rgb(5, y));
        }
    }

    @Test
    void aColorProfileInAJpegDoesNotChangeItsValues() throws IOException {
        byte[] plain = jpeg(gradient, false);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] content = ByteBuffer.allocate(14 + profile.length)
                .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {1, 1})
                .put(profile)
                .array();
        byte[] profiled = TestJpegs.withSegment(plain, 0xe2, content);
        assertArrayEquals(Image.decode(plain).pixels(), Image.decode(profiled).pixels());
    }

    /**
     * Adobe's convention: inks are stored inverted; with YCCK, inks (not inverted) as if red, green and blue are turned
     * to YCC.
     */
    @ParameterizedTest
    @CsvSource({"0, CMYK", "2, YCCK"})
    void jpegOfFourInks(int transform, String name) throws IOException {
        int width = 48;
        int height = 32;
        WritableRaster stored = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        byte[] expected = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int[] inks = {5 * x, 7 * y, 64, x < 24 ? 0 : 100};
                for (int c = 0; c < 3; c++) {
                    expected[3 * (y * width + x) + c] = (byte) ((255 - inks[c]) * (255 - inks[3]) / 255);
                }
                stored.setPixel(x, y, transform == 0 ? inverted(inks) : ycck(inks));
            }
        }
        byte[] file = TestJpegs.withSegment(jpeg(stored), 0xee, TestJpegs.adobe(transform));
        assertClose(new Image(width, height, expected), Image.decode(file), 14);
    }

    @Test
    void alphaIsLaidOverWhite() throws IOException {
        BufferedImage buffered = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        buffered.setRGB(0, 0, 0xffc83214);
        buffered.setRGB(1, 0, 0x80c83214);
        buffered.setRGB(2, 0, 0x00c83214);
        Image image = Image.decode(TestImages.encoded(buffered, "png"));
        assertEquals(0xc83214, image.rgb(0, 0));
        assertEquals(0xe39889, image.rgb(1, 0));
        assertEquals(0xffffff, image.rgb(2, 0));
        assertArrayEquals(image.pixels(), Image.fromBufferedImage(buffered).pixels());
        BufferedImage premultiplied = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        premultiplied.getGraphics().drawImage(buffered, 0, 0, null);
        assertClose(image, Image.fromBufferedImage(premultiplied), 2);
    }

    @Test
    void grayWithAlpha() throws IOException {
        BufferedImage buffered = plain(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE, 2);
        buffered.getRaster().setPixel(0, 0, new int[] {90, 255});
        buffered.getRaster().setPixel(1, 0, new int[] {90, 51});
        Image image = Image.decode(TestImages.encoded(buffered, "png"));
        assertEquals(0x5a5a5a, image.rgb(0, 0));
        assertEquals(0xdedede, image.rgb(1, 0));
    }

    @Test
    void sixteenBitsKeepTheUpperEight() throws IOException {
        BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 0x7f80);
        gray.getRaster().setSample(1, 0, 0, 0xffff);
        Image image = Image.decode(TestImages.encoded(gray, "png"));
        assertEquals(0x7f7f7f, image.rgb(0, 0));
        assertEquals(0xffffff, image.rgb(1, 0));
        BufferedImage color = plain(ColorSpace.CS_sRGB, true, DataBuffer.TYPE_USHORT, 2);
        color.getRaster().setPixel(0, 0, new int[] {0x1234, 0x5678, 0x9abc, 0xffff});
        color.getRaster().setPixel(1, 0, new int[] {0x1234, 0x5678, 0x9abc, 0});
        image = Image.decode(TestImages.encoded(color, "png"));
        assertEquals(0x12569a, image.rgb(0, 0));
        assertEquals(0xffffff, image.rgb(1, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void palettesOfAnyDepthWithATransparentEntry(int bits) throws IOException {
        byte[] red = {10, (byte) 200};
        byte[] green = {20, (byte) 210};
        byte[] blue = {30, (byte) 220};
        BufferedImage buffered = indexed(bits, new IndexColorModel(bits, 2, red, green, blue, 1));
        Image image = Image.decode(TestImages.encoded(buffered, "png"));
        assertEquals(0x0a141e, image.rgb(0, 0));
        assertEquals(0xffffff, image.rgb(1, 0));
        buffered = indexed(bits, new IndexColorModel(bits, 2, red, green, blue));
        image = Image.decode(TestImages.encoded(buffered, "png"));
        assertEquals(0x0a141e, image.rgb(0, 0));
        assertEquals(0xc8d2dc, image.rgb(1, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void grayOfFewBitsSpansBlackToWhite(int bits) throws IOException {
        int most = (1 << bits) - 1;
        byte[] ramp = new byte[most + 1];
        for (int i = 0; i <= most; i++) {
            ramp[i] = (byte) (255 * i / most);
        }
        BufferedImage buffered = indexed(bits, new IndexColorModel(bits, most + 1, ramp, ramp, ramp));
        buffered.getRaster().setSample(1, 0, 0, most);
        Image image = Image.decode(TestImages.encoded(buffered, "png"));
        assertEquals(0x000000, image.rgb(0, 0));
        assertEquals(0xffffff, image.rgb(1, 0));
    }

    @Test
    void aTransparentColorWithoutAPalette() throws IOException {
        BufferedImage color = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        color.setRGB(0, 0, 0x102030);
        color.setRGB(1, 0, 0x405060);
        byte[] file =
                TestPngs.withChunk(TestImages.encoded(color, "png"), "tRNS", new byte[] {0, 0x10, 0, 0x20, 0, 0x30});
        Image image = Image.decode(file);
        assertEquals(0xffffff, image.rgb(0, 0));
        assertEquals(0x405060, image.rgb(1, 0));
    }

    @Test
    void gifTakesTheFirstFrameAtItsPlaceOnTheScreen() throws IOException {
        BufferedImage first = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        first.setRGB(0, 0, 0xff0000);
        BufferedImage second = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        second.setRGB(0, 0, 0x00ff00);
        Image image = Image.decode(gif(first, second, 2, 1, 10, 8));
        assertEquals(10, image.width());
        assertEquals(8, image.height());
        assertEquals(0xffffff, image.rgb(0, 0));
        assertEquals(0xff0000, image.rgb(2, 1));
        assertEquals(0x000000, image.rgb(5, 3));
        assertEquals(0xffffff, image.rgb(6, 4));
    }

    @Test
    void webp() throws IOException {
        assertArrayEquals(
                gradient.pixels(),
                Image.read(TestImages.resource("lossless.webp")).pixels());
        assertArrayEquals(
                gradient.pixels(),
                Image.read(TestImages.resource("profile-lossless.webp")).pixels());
        assertClose(gradient, Image.read(TestImages.resource("lossy.webp")), 12);
        assertArrayEquals(
                gradient.pixels(),
                Image.read(TestImages.resource("animated.webp")).pixels());
    }

    /**
     * An error that a decoder makes in one block is carried into those after it; averages over blocks show that above
     * the loss.
     */
    @Test
    void lossyWebpDoesNotDriftInColor() throws IOException {
        Image decoded = Image.read(TestImages.resource("waves-q50.webp"));
        assertClose(Resize.bilinear(TestImages.waves(256), 8, 8), Resize.bilinear(decoded, 8, 8), 4);
    }

    @ParameterizedTest
    @CsvSource({"alpha-lossless.webp, 0", "alpha-lossy.webp, 6", "profile-alpha-lossy.webp, 6"})
    void webpWithAlpha(String name, int tolerance) throws IOException {
        byte[] expected = new byte[3 * 40 * 30];
        for (int i = 0; i < expected.length; i++) {
            int x = i / 3 % 40;
            int y = i / 3 / 40;
            int value = new int[] {0xc8, 0x32, 0x14}[i % 3];
            int alpha = x < 20 ? 255 : y < 15 ? 128 : 0;
            expected[i] = (byte) Math.round((value * alpha + 255 * (255 - alpha)) / 255f);
        }
        assertClose(new Image(40, 30, expected), Image.read(TestImages.resource(name)), tolerance);
    }

    private static int[] inverted(int[] inks) {
        return new int[] {255 - inks[0], 255 - inks[1], 255 - inks[2], 255 - inks[3]};
    }

    private static int[] ycck(int[] inks) {
        double red = inks[0];
        double green = inks[1];
        double blue = inks[2];
        return new int[] {
            (int) Math.round(0.299 * red + 0.587 * green + 0.114 * blue),
            (int) Math.round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
            (int) Math.round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue),
            255 - inks[3]
        };
    }

    private static BufferedImage plain(int space, boolean alpha, int type, int width) {
        ComponentColorModel colors = new ComponentColorModel(
                ColorSpace.getInstance(space),
                alpha,
                false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                type);
        return new BufferedImage(colors, colors.createCompatibleWritableRaster(width, 1), false, null);
    }

    private static BufferedImage indexed(int bits, IndexColorModel palette) {
        BufferedImage buffered = new BufferedImage(
                2, 1, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        buffered.getRaster().setSample(1, 0, 0, 1);
        return buffered;
    }

    private static byte[] jpeg(Image image, boolean progressive) throws IOException {
        return TestJpegs.written(new IIOImage(image.toBufferedImage(), null, null), progressive);
    }

    private static byte[] jpeg(Raster raster) throws IOException {
        return TestJpegs.written(new IIOImage(raster, null, null), false);
    }

    private static byte[] gif(
            BufferedImage first, BufferedImage second, int left, int top, int screenWidth, int screenHeight)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata stream = writer.getDefaultStreamMetadata(parameters);
            edit(stream, "LogicalScreenDescriptor", "logicalScreenWidth", screenWidth);
            edit(stream, "LogicalScreenDescriptor", "logicalScreenHeight", screenHeight);
            writer.prepareWriteSequence(stream);
            for (BufferedImage frame : new BufferedImage[] {first, second}) {
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(frame), parameters);
                edit(metadata, "ImageDescriptor", "imageLeftPosition", left);
                edit(metadata, "ImageDescriptor", "imageTopPosition", top);
                writer.writeToSequence(new IIOImage(frame, null, metadata), parameters);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void edit(IIOMetadata metadata, String element, String attribute, int value) throws IOException {
        String format = metadata.getNativeMetadataFormatName();
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
        var found = root.getElementsByTagName(element);
        IIOMetadataNode node = (IIOMetadataNode) found.item(0);
        if (node == null) {
            node = new IIOMetadataNode(element);
            root.appendChild(node);
        }
        node.setAttribute(attribute, Integer.toString(value));
        metadata.setFromTree(format, root);
    }
}
