package io.github.gradcam4j.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.model.FeatureMaps;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The imputation agrees with the exact solution of its equations. */
class NoisyLinearImputerTest {

    /** Less than the noise that is added, whose deviation is a hundredth of the image's. */
    private static final double TOLERANCE = 5e-3;

    private static FeatureMaps image(int height, int width, int channels) {
        var random = new Random(5);
        var values = new float[channels * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.sin(i * 0.11) + 0.3 * random.nextGaussian());
        }
        return new FeatureMaps(channels, height, width, values);
    }

    private static BitSet where(int area, IntPredicate removed) {
        var bits = new BitSet();
        IntStream.range(0, area).filter(removed).forEach(bits::set);
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void smallHolesAreSolvedExactly(int channels) {
        int height = 18;
        int width = 21;
        var image = image(height, width, channels);
        var random = new Random(7);
        for (var removed : List.of(
                where(height * width, p -> random.nextInt(10) < 3),
                where(height * width, p -> random.nextInt(10) < 8),
                where(height * width, p -> p != 100),
                where(height * width, p -> p / width > 3),
                where(height * width, p -> p % width < 15 && p / width < 12),
                where(height * width, p -> (p % width + p / width) % 2 == 0),
                new BitSet())) {
            assertSolved(image, removed, exact(image, removed));
        }
    }

    /** Each removed pixel is the mean of its neighbors, also in the middle of a large hole. */
    @Test
    void aHoleOfEightyPercent() {
        int side = 224;
        var image = image(side, side, 3);
        var removed = where(side * side, p -> Math.hypot(p / side - 90, p % side - 120) > 57);
        var filled = NoisyLinearImputer.of(image, removed);
        for (int c = 0; c < 3; c++) {
            for (int p = removed.nextSetBit(0); p >= 0; p = removed.nextSetBit(p + 1)) {
                double sum = 0;
                double weights = 0;
                for (int q : neighbors(p, side, side)) {
                    sum += weight(p, q, side) * filled.at(c, q);
                    weights += weight(p, q, side);
                }
                assertEquals(sum / weights, filled.at(c, p), TOLERANCE, "pixel " + p);
            }
        }
    }

    private static void assertSolved(FeatureMaps image, BitSet removed, double[][] expected) {
        var filled = NoisyLinearImputer.of(image, removed);
        for (int c = 0; c < image.channels(); c++) {
            for (int p = 0; p < image.area(); p++) {
                assertEquals(expected[c][p], filled.at(c, p), TOLERANCE, "pixel " + p);
            }
        }
    }

    private static double[][] exact(FeatureMaps image, BitSet removed) {
        int n = image.area();
        var a = new DMatrixRMaj(n, n);
        var b = new DMatrixRMaj(n, image.channels());
        for (int p = 0; p < n; p++) {
            if (removed.get(p)) {
                for (int q : neighbors(p, image.height(), image.width())) {
                    a.add(p, p, weight(p, q, image.width()));
                    a.add(p, q, -weight(p, q, image.width()));
                }
            } else {
                a.set(p, p, 1);
                for (int c = 0; c < image.channels(); c++) {
                    b.set(p, c, image.at(c, p));
                }
            }
        }
        var x = new DMatrixRMaj(n, image.channels());
        var solver = LinearSolverFactory_DDRM.lu(n);
        solver.setA(a);
        solver.solve(b, x);
        var channels = new double[image.channels()][n];
        for (int p = 0; p < n; p++) {
            for (int c = 0; c < channels.length; c++) {
                channels[c][p] = x.get(p, c);
            }
        }
        return channels;
    }

    private static int[] neighbors(int p, int height, int width) {
        return IntStream.range(0, 9)
                .filter(i -> i != 4)
                .filter(i -> p / width + i / 3 - 1 >= 0 && p / width + i / 3 - 1 < height)
                .filter(i -> p % width + i % 3 - 1 >= 0 && p % width + i % 3 - 1 < width)
                .map(i -> p + (i / 3 - 1) * width + i % 3 - 1)
                .toArray();
    }

    private static double weight(int p, int q, int width) {
        return p / width == q / width || p % width == q % width ? 1 / 6.0 : 1 / 12.0;
    }
}
