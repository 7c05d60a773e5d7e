package io.github.gradcam4j.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** JPEG, PNG, GIF and BMP. */
class ImageFuzzTest {

    static final DecodeLimits LIMITS = new DecodeLimits(1_000_000, 4 << 20);

    static Stream<byte[]> images() throws IOException {
        var color = TestImages.noise(24, 17, 3).toBufferedImage();
        var gray = new BufferedImage(9, 7, BufferedImage.TYPE_BYTE_GRAY);
        var indexed = new BufferedImage(9, 7, BufferedImage.TYPE_BYTE_INDEXED);
        var deep = new BufferedImage(9, 7, BufferedImage.TYPE_USHORT_GRAY);
        var transparent = new BufferedImage(9, 7, BufferedImage.TYPE_INT_ARGB);
        return Stream.of(
                TestImages.encoded(color, "png"),
                TestImages.encoded(color, "jpg"),
                TestImages.encoded(color, "gif"),
                TestImages.encoded(color, "bmp"),
                TestImages.encoded(gray, "jpg"),
                TestImages.encoded(gray, "png"),
                TestImages.encoded(indexed, "gif"),
                TestImages.encoded(indexed, "bmp"),
                TestImages.encoded(indexed, "png"),
                TestImages.encoded(deep, "png"),
                TestImages.encoded(transparent, "png"));
    }

    @MethodSource("images")
    @FuzzTest
    void decodes(byte[] file) throws Exception {
        Reader reader = () -> decode(file);
        reader.check();
    }

    static void decode(byte[] file) throws ImageException {
        var image = Image.decode(file, LIMITS);
        if ((long) image.width() * image.height() > LIMITS.pixels()) {
            throw new AssertionError("larger than the limit: " + image.width() + " x " + image.height());
        }
        image.rgb(image.width() - 1, image.height() - 1);
    }
}
