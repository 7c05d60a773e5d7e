package io.github.gradcam4j.bench;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The work per pixel of an image: decoding, preprocessing, drawing and encoding, without a model. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ImageBenchmark {

    private static final int SIDE = 7;

    @Param({"224", "1024", "4000"})
    public int width;

    private byte[] jpeg;
    private Image image;
    private HeatMap map;
    private Image overlay;
    private FloatBuffer input;
    private final Preprocessing preprocessing = Preprocessing.imageNet();

    @Setup
    public void prepare() throws IOException {
        jpeg = BenchImages.jpeg(width, width * 3 / 4, 0);
        image = Image.decode(jpeg);
        var random = new Random(0);
        var values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        map = HeatMap.of(values, SIDE, SIDE);
        overlay = overlay();
        input = FloatBuffer.allocate(3 * preprocessing.width() * preprocessing.height());
    }

    @Benchmark
    public Image decode() throws IOException {
        return Image.decode(jpeg);
    }

    @Benchmark
    public FloatBuffer preprocess() {
        preprocessing.writeTensor(image, input.clear());
        return input;
    }

    @Benchmark
    public Image overlay() {
        return map.overlay(image, Colormap.JET, 0.5);
    }

    @Benchmark
    public byte[] png() {
        return overlay.png();
    }
}
