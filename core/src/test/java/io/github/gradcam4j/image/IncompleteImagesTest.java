package io.github.gradcam4j.image;

import static io.github.gradcam4j.image.TestImages.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that end early, but whose image is complete or nearly so: browsers and Pillow show them too. */
class IncompleteImagesTest {

    private static final Image IMAGE = TestImages.gradient(160, 120);

    private static byte[] with(byte[] file, int length, byte[] end) {
        var out = new ByteArrayOutputStream();
        out.write(file, 0, length);
        out.writeBytes(end);
        return out.toByteArray();
    }

    /** Cuts off the trailer, the empty block at the end of the frame, and parts of what may follow it. */
    @Test
    void gifsAreCompleteAfterTheirFirstFrame() throws IOException {
        byte[] gif = TestImages.encoded(IMAGE.toBufferedImage(), "gif");
        byte[] whole = Image.decode(gif).pixels();
        for (int cut : new int[] {1, 2}) {
            assertArrayEquals(
                    whole, Image.decode(Arrays.copyOf(gif, gif.length - cut)).pixels(), cut + " bytes");
        }
        for (byte[] part : new byte[][] {
            {0x2c, 0, 0, 0},
            {0x21, (byte) 0xf9, 4, 0},
            {0x21, (byte) 0xfe, 100, 'a'},
            {0x21},
            {0x2c, 0, 0, 0, 0, 9, 0, 9, 0, 0, 8}
        }) {
            assertArrayEquals(
                    whole, Image.decode(with(gif, gif.length - 1, part)).pixels(), Arrays.toString(part));
        }
        assertTruncated(Arrays.copyOf(gif, gif.length - 10));
    }

    /** Cuts off the end chunk, the checksums, and parts of what may follow the data. */
    @Test
    void pngsAreCompleteAfterTheirData() throws IOException {
        byte[] png = IMAGE.png();
        for (int cut = 1; cut <= 20; cut++) {
            assertArrayEquals(
                    IMAGE.pixels(),
                    Image.decode(Arrays.copyOf(png, png.length - cut)).pixels(),
                    cut + " bytes");
        }
        byte[] text = TestPngs.chunk("tEXt", "Comment\0text".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(
                IMAGE.pixels(),
                Image.decode(with(png, png.length - 12, Arrays.copyOf(text, 15)))
                        .pixels());
        assertTruncated(Arrays.copyOf(png, png.length - 60));
        assertTruncated(Arrays.copyOf(png, 40));
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        return TestJpegs.written(new IIOImage(IMAGE.toBufferedImage(), null, null), progressive);
    }

    /** Returns a file without some bytes before its end marker. */
    private static byte[] without(byte[] jpeg, int bytes) {
        return with(jpeg, jpeg.length - 2 - bytes, new byte[] {(byte) 0xff, (byte) 0xd9});
    }

    @Test
    void jpegsMayLackAFewBlocks() throws IOException {
        byte[] jpeg = jpeg(false);
        Image decoded = Image.decode(without(jpeg, jpeg.length / 50));
        Image whole = Image.decode(jpeg);
        int complete = 3 * 160 * 96;
        assertArrayEquals(Arrays.copyOf(whole.pixels(), complete), Arrays.copyOf(decoded.pixels(), complete));
        assertEquals(0x808080, decoded.rgb(159, 119));
    }

    /** The last scans of a progressive image add detail alone. */
    @Test
    void progressiveJpegsMayLackTheirLastDetails() throws IOException {
        byte[] jpeg = jpeg(true);
        assertClose(Image.decode(jpeg), Image.decode(without(jpeg, jpeg.length / 50)), 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 50, 75})
    void jpegsThatLackALargePartAreTruncated(int percent) throws IOException {
        byte[] jpeg = jpeg(false);
        assertTruncated(without(jpeg, jpeg.length * percent / 100));
        assertTruncated(Arrays.copyOf(jpeg, jpeg.length * (100 - percent) / 100));
    }

    private static void assertTruncated(byte[] file) {
        String message =
                assertThrows(ImageException.class, () -> Image.decode(file)).getMessage();
        assertTrue(message.contains("truncated"), message);
    }
}
