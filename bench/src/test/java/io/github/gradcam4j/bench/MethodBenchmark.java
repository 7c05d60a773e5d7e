package io.github.gradcam4j.bench;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.FeatureMaps;
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

/** Computes a map from activations and gradient, at the size of ResNet-50's layer4: 2048 channels of 7 x 7. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MethodBenchmark {

    private static final int CHANNELS = 2048;
    private static final int SIDE = 7;

    /** The methods that need only activations and gradient. */
    @Param({"gradcam", "gradcam++", "hirescam", "xgradcam", "layercam", "elementwise", "eigencam", "eigengradcam", "fem"
    })
    public String method;

    private AttributionMethod attribution;
    private AttributionContext context;

    @Setup
    public void prepare() {
        attribution = Methods.byName(method);
        context = AttributionContext.of(maps(1), maps(2), 1);
    }

    private static FeatureMaps maps(long seed) {
        var random = new Random(seed);
        var values = new float[CHANNELS * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, (float) random.nextGaussian());
        }
        return new FeatureMaps(CHANNELS, SIDE, SIDE, values);
    }

    @Benchmark
    public HeatMap map() {
        return attribution.attribute(context);
    }
}
