package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    private static final Preprocessing CAFFE = new Preprocessing(
            2,
            2,
            Layout.NCHW,
            Channels.BGR,
            1,
            List.of(103.939, 116.779, 123.68),
            List.of(1.0, 1.0, 1.0),
            Fit.SQUASH,
            0);

    /** Two by two: (10, 20, 30), (40, 50, 60) above (70, 80, 90), (100, 110, 120). */
    private final Image picture = new Image(2, 2, new byte[] {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120});

    @Test
    void bgrMinusTheMeanPlaneByPlane() {
        assertArrayEquals(
                new float[] {
                    30 - 103.939f, 60 - 103.939f, 90 - 103.939f, 120 - 103.939f,
                    20 - 116.779f, 50 - 116.779f, 80 - 116.779f, 110 - 116.779f,
                    10 - 123.68f, 40 - 123.68f, 70 - 123.68f, 100 - 123.68f
                },
                tensor(CAFFE),
                1e-5f);
    }

    @Test
    void nhwcInterleavesTheSameValues() {
        Preprocessing interleaved = CAFFE.withLayout(Layout.NHWC);
        assertArrayEquals(new long[] {1, 2, 2, 3}, interleaved.shape());
        assertArrayEquals(new long[] {1, 3, 2, 2}, CAFFE.shape());
        float[] planes = tensor(CAFFE);
        float[] pixels = tensor(interleaved);
        for (int i = 0; i < 12; i++) {
            assertEquals(planes[i % 3 * 4 + i / 3], pixels[i]);
        }
    }

    @Test
    void scaleComesBeforeMeanAndDeviation() {
        Preprocessing imageNet = Preprocessing.imageNet().withSize(2, 2).withFit(Fit.SQUASH);
        float[] values = tensor(imageNet);
        assertEquals((10 / 255.0 - 0.485) / 0.229, values[0], 1e-6);
        assertEquals((110 / 255.0 - 0.456) / 0.224, values[7], 1e-6);
        assertEquals((120 / 255.0 - 0.406) / 0.225, values[11], 1e-6);
    }

    @Test
    void fillsADirectBufferPictureByPicture() {
        FloatBuffer batch =
                ByteBuffer.allocateDirect(4 * 25).order(ByteOrder.nativeOrder()).asFloatBuffer();
        batch.position(1);
        CAFFE.writeTensor(picture, batch);
        CAFFE.writeTensor(picture, batch);
        assertEquals(25, batch.position());
        assertEquals(batch.get(1), batch.get(13));
        assertEquals(100 - 123.68f, batch.get(24), 1e-5);
        assertThrows(IllegalArgumentException.class, () -> CAFFE.writeTensor(picture, batch));
    }

    @Test
    void aTensorLooksLikeThePictureItWasMadeOf() {
        for (Layout layout : Layout.values()) {
            Preprocessing caffe = CAFFE.withLayout(layout);
            FloatBuffer tensor = FloatBuffer.wrap(tensor(caffe));
            Image seen = caffe.picture(tensor);
            assertArrayEquals(picture.pixels(), seen.pixels());
        }
        FloatBuffer beyond = FloatBuffer.wrap(new float[12]).put(0, 1e6f).put(11, -1e6f);
        assertEquals(0xff, CAFFE.picture(beyond).rgb(0, 0) & 0xff);
    }

    @ParameterizedTest
    @CsvSource({
        "500, 333, 384, 256, 80, 16",
        "301, 640, 256, 544, 16, 160",
        "1024, 768, 341, 256, 58, 16",
        "97, 61, 407, 256, 92, 16",
        "224, 224, 256, 256, 16, 16",
        "700, 50, 3584, 256, 1680, 16"
    })
    void theViewIsTheCropMeasuredInThePicture(int width, int height, int fullWidth, int fullHeight, int left, int top) {
        CropRegion view = Preprocessing.imageNet().view(width, height);
        assertEquals((double) left * width / fullWidth, view.x(), 1e-9);
        assertEquals((double) top * height / fullHeight, view.y(), 1e-9);
        assertEquals(224.0 * width / fullWidth, view.width(), 1e-9);
        assertEquals(224.0 * height / fullHeight, view.height(), 1e-9);
        assertEquals(
                new CropRegion(0, 0, width, height),
                Preprocessing.imageNet().withFit(Fit.SQUASH).view(width, height));
    }

    @Property(tries = 200)
    void theViewLiesInThePicture(
            @ForAll @IntRange(min = 1, max = 5000) int width,
            @ForAll @IntRange(min = 1, max = 5000) int height,
            @ForAll @IntRange(min = 1, max = 600) int inputWidth,
            @ForAll @IntRange(min = 1, max = 600) int inputHeight) {
        CropRegion view =
                Preprocessing.imageNet().withSize(inputWidth, inputHeight).view(width, height);
        assertTrue(view.x() >= 0 && view.x() + view.width() <= width + 1e-9, view::toString);
        assertTrue(view.y() >= 0 && view.y() + view.height() <= height + 1e-9, view::toString);
    }

    @Test
    void whatIsInTheMiddleStaysInTheMiddle() {
        Image seen = Preprocessing.imageNet().seen(TestImages.gradient(900, 300));
        assertEquals(224, seen.width());
        assertEquals(224, seen.height());
        assertEquals(127, seen.rgb(112, 112) >> 16, 2);
        assertEquals(127, seen.rgb(112, 112) >> 8 & 0xff, 2);
    }

    @Test
    void anotherSizeTakesTheResizeAlong() {
        Preprocessing card = new Preprocessing(224, 224, Layout.NCHW, Channels.RGB, 1, zeros(), ones(), Fit.CROP, 232);
        assertEquals(464, card.withSize(448, 300).resize());
        assertEquals(0, Preprocessing.imageNet().withSize(448, 448).resize());
    }

    @Test
    void nonsenseIsRefusedWithItsName() {
        assertMessage("width and height", () -> Preprocessing.imageNet().withSize(0, 3));
        assertMessage("mean", () -> preprocessing(1, List.of(1.0), ones(), 0));
        assertMessage("std", () -> preprocessing(1, zeros(), List.of(1.0, 0.0, 1.0), 0));
        assertMessage("scale", () -> preprocessing(Double.NaN, zeros(), ones(), 0));
        assertMessage("resize", () -> preprocessing(1, zeros(), ones(), 100));
    }

    private float[] tensor(Preprocessing preprocessing) {
        FloatBuffer buffer = FloatBuffer.allocate(12);
        preprocessing.writeTensor(picture, buffer);
        return buffer.array();
    }

    private static Preprocessing preprocessing(double scale, List<Double> mean, List<Double> std, int resize) {
        return new Preprocessing(224, 224, Layout.NCHW, Channels.RGB, scale, mean, std, Fit.CROP, resize);
    }

    private static List<Double> zeros() {
        return List.of(0.0, 0.0, 0.0);
    }

    private static List<Double> ones() {
        return List.of(1.0, 1.0, 1.0);
    }

    private static void assertMessage(String word, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(word), message);
    }
}
