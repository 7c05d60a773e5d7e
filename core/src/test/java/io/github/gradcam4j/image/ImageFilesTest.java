package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be read, and files that are written. */
class ImageFilesTest {
    @TempDir
    Path folder;

    private final Image image = TestImages.noise(60, 40, 5);

    @Test
    void isWrittenAndReadAgainWithNothingElseLeftInTheFolder() throws IOException {
        Path file = folder.resolve("some/where/image.png");
        image.write(file);
        image.write(file);
        assertArrayEquals(image.pixels(), Image.read(file).pixels());
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    /** The scene is smooth, so that little more than JPEG's rounding is lost. */
    @ParameterizedTest
    @ValueSource(strings = {"image.jpg", "image.JPEG"})
    void aNameThatEndsAsAJpegDoesMakesAJpeg(String name) throws IOException {
        var smooth = Resize.bilinear(TestImages.noise(4, 4, 5), 64, 48);
        Path file = folder.resolve(name);
        smooth.write(file);
        assertEquals(ImageFormat.JPEG, ImageFormat.of(Files.readAllBytes(file)));
        byte[] read = Image.read(file).pixels();
        double error = 0;
        for (int i = 0; i < read.length; i++) {
            error += Math.abs((read[i] & 0xff) - (smooth.pixels()[i] & 0xff));
        }
        assertTrue(error / read.length < 3, "mean error " + error / read.length);
    }

    @Test
    void whatCannotBeWrittenLeavesNothing() throws IOException {
        Path occupied =
                Files.createDirectories(folder.resolve("image.png/inside")).getParent();
        assertThrows(IOException.class, () -> image.write(occupied));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(occupied), files.toList());
        }
    }

    @Test
    void aBufferedImageIsACopy() {
        var buffered = image.toBufferedImage();
        assertArrayEquals(image.pixels(), Image.fromBufferedImage(buffered).pixels());
        int before = image.rgb(0, 0);
        buffered.setRGB(0, 0, before ^ 0xffffff);
        assertEquals(before, image.rgb(0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> image.rgb(60, 0));
    }

    @Test
    void aMissingFileADirectoryAndAnEmptyFileAreNamed() throws IOException {
        assertRefused(folder.resolve("cow.jpg"), "cow.jpg: no such file");
        assertRefused(folder, "a directory");
        assertRefused(Files.createFile(folder.resolve("empty.png")), "empty.png: the file is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "hello world, not an image",
        "x, not an image",
        "'<svg xmlns=\"\">', SVG is not supported",
        "%PDF-1.7, PDF is not supported",
        "....ftypheic...., HEIC is not supported",
        "....ftypavif...., AVIF is not supported"
    })
    void whatIsNoImageOfAKnownFormatSaysSo(String content, String expected) throws IOException {
        Path file = Files.writeString(folder.resolve("file.jpg"), content, StandardCharsets.ISO_8859_1);
        assertRefused(file, expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "jpg", "webp"})
    void aTruncatedFileIsRefusedAtAnyLength(String format) throws IOException {
        byte[] whole = format.equals("webp") ? Files.readAllBytes(TestImages.resource("lossy.webp")) : encoded(format);
        Image.decode(whole);
        for (double part : new double[] {0.1, 0.2, 0.5, 0.8, 0.98}) {
            byte[] cut = Arrays.copyOf(whole, (int) (part * whole.length));
            ImageException refused = assertThrows(ImageException.class, () -> Image.decode(cut), format + part);
            assertTrue(refused.getMessage().contains("truncated"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
    void rubbishInsideAFileNeverEscapesAsAnotherException(String format) throws IOException {
        byte[] whole = encoded(format);
        byte[] noise = TestImages.noise(whole.length / 3 + 1, 1, 9).pixels();
        for (int from = 8; from < 200; from += 3) {
            byte[] damaged = whole.clone();
            System.arraycopy(noise, from, damaged, from, 5);
            try {
                Image.decode(damaged);
            } catch (ImageException e) {
                assertTrue(e.getMessage().length() > 10, e.getMessage());
            }
        }
    }

    @Test
    void aDecompressionBombIsRefusedByItsHeader() {
        // The image is 60 x 40; only the size in its header is changed, so that decoding it would take 13 gigabytes.
        byte[] bomb = image.png();
        bomb[17] = 1;
        bomb[21] = 1;
        String message =
                assertThrows(ImageException.class, () -> Image.decode(bomb)).getMessage();
        assertTrue(message.contains("65596 x 65576") && message.contains("100.0 megapixels"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
    void theLimitOfPixelsIsExact(String format) throws IOException {
        byte[] file = encoded(format);
        assertEquals(60, Image.decode(file, new DecodeLimits(2400, 1 << 20)).width());
        assertThrows(ImageException.class, () -> Image.decode(file, new DecodeLimits(2399, 1 << 20)));
    }

    @Test
    void limitsKeepWithinWhatAnArrayHolds() {
        assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(1L << 30, 1));
        assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(1, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(0, 1));
    }

    @Test
    void aStreamIsReadNoFurtherThanTheLimit() throws IOException {
        byte[] file = image.png();
        assertEquals(
                60,
                Image.decode(new ByteArrayInputStream(file), new DecodeLimits(2400, file.length))
                        .width());
        ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(file, 1 << 20));
        assertThrows(ImageException.class, () -> Image.decode(in, new DecodeLimits(2400, 1000)));
        assertEquals((1 << 20) - 1001, in.available());
    }

    private byte[] encoded(String format) throws IOException {
        return TestImages.encoded(image.toBufferedImage(), format);
    }

    private static void assertRefused(Path file, String expected) {
        String message =
                assertThrows(ImageException.class, () -> Image.read(file)).getMessage();
        assertTrue(message.contains(expected) && message.startsWith(file.toString()), message);
    }
}
