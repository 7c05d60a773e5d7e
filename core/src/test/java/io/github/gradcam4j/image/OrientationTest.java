package io.github.gradcam4j.image;

import static io.github.gradcam4j.image.TestImages.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.IIOImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
    /** Top left red, top right green, bottom left blue, bottom right white. */
    private static final Map<String, Integer> CORNERS =
            Map.of("red", 0xff0000, "green", 0x00ff00, "blue", 0x0000ff, "white", 0xffffff);

    /**
     * EXIF stores the position of the stored image's first row and first column: 6 means that row 0 is shown as the
     * right side and column 0 as the top, and so on. The corners below follow from that: what is shown at the top left
     * and at the top right.
     */
    @ParameterizedTest
    @CsvSource({
        "1, red, green, blue, white",
        "2, green, red, white, blue",
        "3, white, blue, green, red",
        "4, blue, white, red, green",
        "5, red, blue, green, white",
        "6, blue, red, white, green",
        "7, white, green, blue, red",
        "8, green, white, red, blue"
    })
    void everyOrientation(int tag, String topLeft, String topRight, String bottomLeft, String bottomRight)
            throws IOException {
        byte[] stored = TestJpegs.written(new IIOImage(corners(24, 16).toBufferedImage(), null, null), false);
        Image image = Image.decode(TestJpegs.withSegment(stored, 0xe1, exif(tag, ByteOrder.BIG_ENDIAN)));
        int width = tag < 5 ? 24 : 16;
        int height = tag < 5 ? 16 : 24;
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertColor(topLeft, image.rgb(1, 1));
        assertColor(topRight, image.rgb(width - 2, 1));
        assertColor(bottomLeft, image.rgb(1, height - 2));
        assertColor(bottomRight, image.rgb(width - 2, height - 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 77})
    void aTagThatMakesNoSenseIsUpright(int tag) throws IOException {
        Image stored = corners(24, 16);
        byte[] file = TestJpegs.written(new IIOImage(stored.toBufferedImage(), null, null), false);
        assertClose(
                Image.decode(file),
                Image.decode(TestJpegs.withSegment(file, 0xe1, exif(tag, ByteOrder.LITTLE_ENDIAN))),
                0);
    }

    @Test
    void damagedExifDataIsNoReasonToRefuseAPicture() throws IOException {
        byte[] file = TestJpegs.written(new IIOImage(corners(24, 16).toBufferedImage(), null, null), false);
        byte[] damaged = exif(6, ByteOrder.LITTLE_ENDIAN);
        damaged[6] = 'X';
        assertEquals(
                24, Image.decode(TestJpegs.withSegment(file, 0xe1, damaged)).width());
    }

    /** ImageMagick and others write the header of a JPEG's segment to the chunk of a PNG too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void inPngAndWebp(int start) throws IOException {
        Image stored = TestImages.gradient(40, 30);
        byte[] exif = exif(6, ByteOrder.BIG_ENDIAN);
        byte[] png = TestPngs.withChunk(stored.png(), "eXIf", Arrays.copyOfRange(exif, start, exif.length));
        Image turned = Image.decode(png);
        assertEquals(30, turned.width());
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 30; x++) {
                assertEquals(stored.rgb(y, 29 - x), turned.rgb(x, y));
            }
        }
        assertArrayEquals(
                turned.pixels(),
                Image.read(TestImages.resource("orientation6.webp")).pixels());
    }

    @Test
    void aChunkThatClaimsTwoGigabytesIsNotBelieved() throws IOException {
        byte[] png = TestImages.noise(5, 4, 1).png();
        byte[] claim = ByteBuffer.allocate(png.length + 8)
                .put(png)
                .putInt(Integer.MAX_VALUE)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .array();
        assertEquals(5, Image.decode(claim).width());
        byte[] webp = Files.readAllBytes(TestImages.resource("orientation6.webp"));
        int exif = new String(webp, StandardCharsets.ISO_8859_1).indexOf("EXIF");
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(exif + 4, Integer.MAX_VALUE);
        assertEquals(40, Image.decode(webp).width());
    }

    @Property(tries = 300)
    void noExifDataHinders(@ForAll @Size(max = 80) byte[] rubbish) throws IOException {
        byte[] head = exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] content = ByteBuffer.allocate(16 + rubbish.length)
                .put(head, 0, 14)
                .putShort((short) 0x0300)
                .put(rubbish)
                .array();
        byte[] png = TestImages.noise(5, 4, 1).png();
        byte[] withExif = TestPngs.withChunk(png, "eXIf", Arrays.copyOfRange(content, 6, content.length));
        assertEquals(9, Image.decode(withExif).width() + Image.decode(withExif).height());
    }

    /** An EXIF segment with nothing but the orientation. */
    private static byte[] exif(int orientation, ByteOrder order) {
        String byteOrder = order == ByteOrder.BIG_ENDIAN ? "MM" : "II";
        return ByteBuffer.allocate(32)
                .order(order)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(byteOrder.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private static Image corners(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int p = 0; p < width * height; p++) {
            boolean left = p % width < width / 2;
            boolean top = p / width < height / 2;
            int color = CORNERS.get(top ? left ? "red" : "green" : left ? "blue" : "white");
            rgb[3 * p] = (byte) (color >> 16);
            rgb[3 * p + 1] = (byte) (color >> 8);
            rgb[3 * p + 2] = (byte) color;
        }
        return new Image(width, height, rgb);
    }

    private static void assertColor(String name, int actual) {
        int expected = CORNERS.get(name);
        for (int shift = 0; shift <= 16; shift += 8) {
            assertEquals(expected >> shift & 0xff, actual >> shift & 0xff, 40, name);
        }
    }
}
