package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    private static final Preprocessing CAFFE = Preprocessing.imageNet()
            .withInputSize(2, 2)
            .withLayout(Layout.NCHW)
            .withChannels(Channels.BGR)
            .withScale(1)
            .withMean(List.of(103.939, 116.779, 123.68))
            .withStd(List.of(1.0, 1.0, 1.0))
            .withFit(Fit.SQUASH);

    /** Two by two: (10, 20, 30), (40, 50, 60) above (70, 80, 90), (100, 110, 120). */
    private final Image image = new Image(2, 2, new byte[] {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120});

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
        Preprocessing imageNet = Preprocessing.imageNet().withInputSize(2, 2).withFit(Fit.SQUASH);
        float[] values = tensor(imageNet);
        assertEquals((10 / 255.0 - 0.485) / 0.229, values[0], 1e-6);
        assertEquals((110 / 255.0 - 0.456) / 0.224, values[7], 1e-6);
        assertEquals((120 / 255.0 - 0.406) / 0.225, values[11], 1e-6);
    }

    @Test
    void fillsADirectBufferImageByImage() {
        FloatBuffer batch =
                ByteBuffer.allocateDirect(4 * 25).order(ByteOrder.nativeOrder()).asFloatBuffer();
        batch.position(1);
        CAFFE.writeTensor(image, batch);
        CAFFE.writeTensor(image, batch);
        assertEquals(25, batch.position());
        assertEquals(batch.get(1), batch.get(13));
        assertEquals(100 - 123.68f, batch.get(24), 1e-5);
        assertThrows(IllegalArgumentException.class, () -> CAFFE.writeTensor(image, batch));
    }

    @Test
    void aTensorLooksLikeTheImageItWasMadeOf() {
        for (Layout layout : Layout.values()) {
            Preprocessing caffe = CAFFE.withLayout(layout);
            FloatBuffer tensor = FloatBuffer.wrap(tensor(caffe));
            Image seen = caffe.toImage(tensor);
            assertArrayEquals(image.pixels(), seen.pixels());
        }
        FloatBuffer beyond = FloatBuffer.wrap(new float[12]).put(0, 1e6f).put(11, -1e6f);
        assertEquals(0xff, CAFFE.toImage(beyond).rgb(0, 0) & 0xff);
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
    void theViewIsTheCropMeasuredInTheImage(int width, int height, int fullWidth, int fullHeight, int left, int top) {
        CropRegion view = Preprocessing.imageNet().cropRegion(width, height);
        assertEquals((double) left * width / fullWidth, view.x(), 1e-9);
        assertEquals((double) top * height / fullHeight, view.y(), 1e-9);
        assertEquals(224.0 * width / fullWidth, view.width(), 1e-9);
        assertEquals(224.0 * height / fullHeight, view.height(), 1e-9);
        assertEquals(
                new CropRegion(0, 0, width, height),
                Preprocessing.imageNet().withFit(Fit.SQUASH).cropRegion(width, height));
    }

    @Property(tries = 200)
    void theCropRegionLiesInTheImage(
            @ForAll @IntRange(min = 1, max = 5000) int width,
            @ForAll @IntRange(min = 1, max = 5000) int height,
            @ForAll @IntRange(min = 1, max = 600) int inputWidth,
            @ForAll @IntRange(min = 1, max = 600) int inputHeight) {
        CropRegion view =
                Preprocessing.imageNet().withInputSize(inputWidth, inputHeight).cropRegion(width, height);
        assertTrue(view.x() >= 0 && view.x() + view.width() <= width + 1e-9, view::toString);
        assertTrue(view.y() >= 0 && view.y() + view.height() <= height + 1e-9, view::toString);
    }

    @Test
    void whatIsInTheMiddleStaysInTheMiddle() {
        Image seen = Preprocessing.imageNet().resizeAndCrop(TestImages.gradient(900, 300));
        assertEquals(224, seen.width());
        assertEquals(224, seen.height());
        assertEquals(127, seen.rgb(112, 112) >> 16, 2);
        assertEquals(127, seen.rgb(112, 112) >> 8 & 0xff, 2);
    }

    @Test
    void anotherSizeTakesTheResizeAlong() {
        Preprocessing card = Preprocessing.imageNet().withInputSize(224, 224).withResize(232);
        assertEquals(464, card.withInputSize(448, 300).resize());
        assertEquals(0, Preprocessing.imageNet().withInputSize(448, 448).resize());
    }

    @Test
    void aSizeThatIsNotSetIsThatOfTheModel() {
        var usual = Preprocessing.imageNet();
        assertFalse(usual.hasInputSize());
        assertEquals(224, usual.width());
        assertEquals(224, usual.height());
        assertEquals(Layout.NCHW, usual.layout());
        var own = usual.withModelInput(-1, 3, 299, 320);
        assertTrue(own.hasInputSize());
        assertArrayEquals(new long[] {1, 3, 299, 320}, own.shape());
        assertArrayEquals(
                new long[] {1, 96, 64, 3}, usual.withModelInput(1, 96, 64, 3).shape());
        assertArrayEquals(
                new long[] {1, 3, 224, 224}, usual.withModelInput(-1, 3, -1, 0).shape());
        assertEquals(299, usual.withModelInput(-1, 3, 299, 299).width());
    }

    @Test
    void aSizeOrLayoutThatIsSetStays() {
        var set = Preprocessing.imageNet().withInputSize(64, 32);
        assertArrayEquals(
                new long[] {1, 3, 32, 64}, set.withModelInput(-1, 3, 299, 299).shape());
        assertArrayEquals(
                new long[] {1, 32, 64, 3}, set.withModelInput(-1, 299, 299, 3).shape());
        var planes = Preprocessing.imageNet().withLayout(Layout.NCHW);
        assertArrayEquals(
                new long[] {1, 5, 96, 3}, planes.withModelInput(1, 5, 96, 3).shape());
        assertEquals(
                58,
                Preprocessing.imageNet()
                        .withResize(232)
                        .withModelInput(1, 3, 56, 56)
                        .resize());
        assertMessage("4 dimensions", () -> Preprocessing.imageNet().withModelInput(1, 3, 224));
    }

    @Test
    void settingsThatAreNotNamedStay() {
        var all = CAFFE.withFit(Fit.CROP).withResize(2);
        assertEquals(
                List.of(103.939, 116.779, 123.68),
                all.withStd(List.of(2.0, 2.0, 2.0)).mean());
        assertEquals(Channels.BGR, all.withScale(2).channels());
        assertEquals(2, all.withLayout(Layout.NHWC).resize());
        assertEquals(all, all.withLayout(Layout.NHWC).withLayout(Layout.NCHW));
        assertEquals(all.hashCode(), CAFFE.withFit(Fit.CROP).withResize(2).hashCode());
        var others = List.of(
                all.withInputSize(4, 2),
                all.withLayout(Layout.NHWC),
                all.withChannels(Channels.RGB),
                all.withScale(2),
                all.withMean(List.of(0.0, 0.0, 0.0)),
                all.withStd(List.of(2.0, 2.0, 2.0)),
                all.withFit(Fit.SQUASH),
                all.withInterpolation(Interpolation.BICUBIC),
                all.withResize(3));
        others.forEach(other -> assertNotEquals(all, other));
        assertEquals(
                "Preprocessing[2 x 2, NCHW, BGR, scale 1.0, mean [103.939, 116.779, 123.68], std [1.0, 1.0, 1.0], CROP"
                        + " after a resize to 2, BILINEAR]",
                all.toString());
        assertTrue(Preprocessing.imageNet().toString().contains("size of the model"));
    }

    @Test
    void nonsenseIsRefusedWithItsName() {
        assertMessage("width and height", () -> Preprocessing.imageNet().withInputSize(0, 3));
        assertMessage("mean must be 1 number or 3", () -> CAFFE.withMean(List.of(1.0, 2.0)));
        assertMessage("std", () -> CAFFE.withStd(List.of(1.0, 0.0, 1.0)));
        assertMessage("scale", () -> CAFFE.withScale(Double.NaN));
        assertMessage("resize", () -> Preprocessing.imageNet().withResize(100));
    }

    @Test
    void theChannelsFollowFromTheModelsInput() {
        var usual = Preprocessing.imageNet();
        assertEquals(Channels.GRAY, usual.withModelInput(-1, 1, 28, 28).channels());
        assertEquals(Channels.RGBA, usual.withModelInput(-1, 4, 28, 28).channels());
        assertEquals(Channels.RGB, usual.withModelInput(-1, -1, 28, 28).channels());
        assertEquals(
                Channels.BGR,
                usual.withChannels(Channels.BGR).withModelInput(1, 3, 28, 28).channels());
        assertArrayEquals(
                new long[] {1, 28, 28, 1}, usual.withModelInput(-1, 28, 28, 1).shape());
        assertArrayEquals(
                new long[] {1, 1, 28, 28}, usual.withModelInput(-1, 1, 28, 28).shape());
        assertArrayEquals(
                new long[] {1, 3, 28, 4}, usual.withModelInput(-1, 3, 28, 4).shape());
        assertArrayEquals(
                new long[] {1, 28, 28, 4}, usual.withModelInput(-1, 28, 28, 4).shape());
        assertEquals(Layout.NHWC, usual.withModelInput(-1, 28, 28, 5).layout());
        assertEquals(5, usual.withModelInput(-1, 28, 28, 5).channelCount());
        assertEquals(Layout.NCHW, usual.withModelInput(-1, 5, 28, 28).layout());
        assertEquals(Layout.NCHW, usual.withModelInput(-1, 512, 7, 7).layout());
        assertEquals(Layout.NCHW, usual.withModelInput(-1, -1, -1, -1).layout());
        assertMessage(
                "channels are RGB, which is 3, but the model's input has 1",
                () -> usual.withChannels(Channels.RGB).withModelInput(1, 1, 28, 28));
        assertMessage(
                "channels are GRAY, which is 1, but the model's input has 3",
                () -> usual.withChannels(Channels.GRAY).withModelInput(1, 3, 28, 28));
    }

    @Test
    void valuesThatAreNotSetFollowFromChannelsAndType() {
        var usual = Preprocessing.imageNet();
        assertEquals(List.of(0.485, 0.456, 0.406), usual.mean());
        assertEquals(
                List.of(0.406, 0.456, 0.485), usual.withChannels(Channels.BGR).mean());
        var gray = usual.withModelInput(1, 1, 28, 28);
        assertEquals(List.of(0.0), gray.mean());
        assertEquals(List.of(1.0), gray.std());
        assertEquals(1 / 255.0, gray.scale());
        assertEquals(
                List.of(0.0, 0.0, 0.0, 0.0), usual.withModelInput(1, 4, 28, 28).mean());
        var levels = usual.withModelInput(ElementType.UINT8, 1, 28, 28, 3);
        assertEquals(1, levels.scale());
        assertEquals(List.of(0.0, 0.0, 0.0), levels.mean());
        assertEquals(
                128, usual.withModelInput(ElementType.INT8, 1, 28, 28, 3).mean().get(0));
        var half = gray.withMean(List.of(0.1307));
        assertEquals(List.of(0.1307), half.mean());
        assertEquals(List.of(1.0), half.std());
        assertTrue(half.hasMean() && !half.hasStd() && !half.hasScale() && !half.hasChannels());
    }

    @Test
    void oneMeanIsForAllChannels() {
        var one = Preprocessing.imageNet().withMean(List.of(0.5)).withStd(List.of(0.25));
        assertEquals(List.of(0.5, 0.5, 0.5), one.mean());
        assertEquals(List.of(0.25), one.withModelInput(1, 1, 28, 28).std());
        assertEquals(4, one.withModelInput(1, 4, 28, 28).std().size());
        var three = Preprocessing.imageNet().withMean(List.of(0.1, 0.2, 0.3));
        assertMessage("mean must be 1 number, not [0.1, 0.2, 0.3]", () -> three.withModelInput(1, 1, 28, 28));
        assertMessage("mean must be 1 number or 4", () -> three.withChannels(Channels.RGBA));
    }

    @Test
    void numbersThatOverflowAreRefusedWithTheBounds() {
        var factor = " of a magnitude from 1e-12 to 1e12, not ";
        assertMessage("scale must be a number" + factor + "1.0E-13", () -> CAFFE.withScale(1e-13));
        assertMessage("scale must be a number" + factor + "NaN", () -> CAFFE.withScale(Double.NaN));
        assertMessage("std must be numbers" + factor + "[1.0E13]", () -> CAFFE.withStd(List.of(1e13)));
        assertMessage("mean must be numbers of a magnitude up to 1e12", () -> CAFFE.withMean(List.of(-2e12)));
        CAFFE.withScale(-1e-12).withStd(List.of(1e12)).withMean(List.of(-1e12));
    }

    @Test
    void grayIsTheLumaOfThePixel() {
        var gray = Preprocessing.imageNet()
                .withInputSize(2, 2)
                .withFit(Fit.SQUASH)
                .withChannels(Channels.GRAY)
                .withScale(1);
        var tensor = FloatBuffer.allocate(4);
        gray.writeTensor(image, tensor);
        // 0.299 R + 0.587 G + 0.114 B of (10, 20, 30) and so on.
        assertArrayEquals(new float[] {18, 48, 78, 108}, tensor.array());
        assertArrayEquals(new long[] {1, 1, 2, 2}, gray.shape());
        assertEquals(0x4e4e4e, gray.toImage(tensor).rgb(0, 1));
    }

    @Test
    void anOpaqueImageHasAnAlphaOf255() {
        var rgba = Preprocessing.imageNet()
                .withInputSize(2, 2)
                .withFit(Fit.SQUASH)
                .withChannels(Channels.RGBA)
                .withScale(1);
        var tensor = FloatBuffer.allocate(16);
        rgba.writeTensor(image, tensor);
        assertArrayEquals(new float[] {10, 40, 70, 100}, Arrays.copyOf(tensor.array(), 4));
        assertArrayEquals(new float[] {255, 255, 255, 255}, Arrays.copyOfRange(tensor.array(), 12, 16));
        assertEquals(image, rgba.toImage(tensor));
    }

    @Test
    void aTransparentImageKeepsItsColorsAndAlphaForRgba() {
        var picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0x40102030);
        var transparent = Image.fromBufferedImage(picture);
        var tensor = FloatBuffer.allocate(4);
        var rgba = Preprocessing.imageNet().withInputSize(1, 1).withResize(1).withChannels(Channels.RGBA);
        rgba.withScale(1).writeTensor(transparent, tensor);
        assertArrayEquals(new float[] {0x10, 0x20, 0x30, 0x40}, tensor.array());
        assertEquals(transparent, rgba.withScale(1).toImage(tensor));
        assertEquals(0xc3c7cb, transparent.rgb(0, 0), "blended with white");
    }

    @Test
    void integersAreRoundedAndKeptInTheirRange() {
        var levels = CAFFE.withModelInput(ElementType.INT8, 1, 3, 2, 2);
        assertEquals(30 - 104, tensor(levels)[0]);
        assertEquals(-128, tensor(levels.withMean(List.of(200.0)))[0]);
    }

    @Test
    void paddingIsTheMeanColorOrGray() {
        var tall = new Image(1, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        var pad = Preprocessing.imageNet().withInputSize(3, 3).withFit(Fit.PAD);
        assertEquals(0x7c7468, pad.resizeAndCrop(tall).rgb(0, 0));
        assertEquals(0x040506, pad.resizeAndCrop(tall).rgb(1, 1));
        assertEquals(0x727272, pad.withMean(List.of(0.0)).resizeAndCrop(tall).rgb(2, 2));
        assertEquals(
                0x7c7468, pad.withChannels(Channels.BGR).resizeAndCrop(tall).rgb(0, 0));
        assertEquals(new CropRegion(-1, 0, 3, 3), pad.cropRegion(1, 3));
        assertEquals(
                new CropRegion(0, -100, 400, 400), pad.withInputSize(224, 224).cropRegion(400, 200));
    }

    @Test
    void aTensorThatIsNoImageIsRendered() {
        var five = Preprocessing.imageNet().withModelInput(1, 5, 1, 2);
        assertFalse(five.takesImages());
        assertEquals(5, five.channelCount());
        var tensor = FloatBuffer.wrap(new float[] {-2, 0, 0, 0, 2, 0, 99, 99, Float.NaN, 99});
        assertEquals(0x0080ff, five.toImage(tensor).rgb(0, 0));
        assertMessage("--input-tensor", () -> five.writeTensor(image, FloatBuffer.allocate(10)));
        var two = Preprocessing.imageNet().withModelInput(1, 1, 2, 2).withLayout(Layout.NHWC);
        assertEquals(1, two.channelCount());
        var pair = Preprocessing.imageNet().withModelInput(1, 2, 1, 2);
        assertEquals(
                0xffffff,
                pair.toImage(FloatBuffer.wrap(new float[] {1, 7, 9, 9})).rgb(1, 0));
    }

    private float[] tensor(Preprocessing preprocessing) {
        FloatBuffer buffer = FloatBuffer.allocate(12);
        preprocessing.writeTensor(image, buffer);
        return buffer.array();
    }

    private static void assertMessage(String word, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(word), message);
    }
}
