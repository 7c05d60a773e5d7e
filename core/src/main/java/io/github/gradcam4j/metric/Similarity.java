package io.github.gradcam4j.metric;

import io.github.gradcam4j.image.HeatMap;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** Similarity of two maps of the same size. */
public final class Similarity {

    private static final int WINDOW = 7;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    private Similarity() {}

    /**
     * Returns Spearman's rank correlation, -1..1. Equal values share their mean rank; 0 if all values of a map are
     * equal.
     */
    public static double spearman(HeatMap a, HeatMap b) {
        requireSameSize(a, b);
        return correlation(ranks(a.values()), ranks(b.values()));
    }

    /**
     * Returns the structural similarity (SSIM, Wang et al., 2004) of two maps of 0..1, the mean over all windows of 7 x
     * 7 or, if smaller, the map's size; -1..1, 1 for equal maps.
     */
    public static double ssim(HeatMap a, HeatMap b) {
        requireSameSize(a, b);
        int rows = Math.min(WINDOW, a.height());
        int columns = Math.min(WINDOW, a.width());
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + rows <= a.height(); y++) {
            for (int x = 0; x + columns <= a.width(); x++) {
                sum += window(a, b, y, x, rows, columns);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(HeatMap a, HeatMap b, int top, int left, int rows, int columns) {
        double n = rows * columns;
        double sumA = 0;
        double sumB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                double p = a.at(y, x);
                double q = b.at(y, x);
                sumA += p;
                sumB += q;
                squaresA += p * p;
                squaresB += q * q;
                products += p * q;
            }
        }
        double meanA = sumA / n;
        double meanB = sumB / n;
        double varianceA = squaresA / n - meanA * meanA;
        double varianceB = squaresB / n - meanB * meanB;
        double covariance = products / n - meanA * meanB;
        return (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }

    private static double[] ranks(float[] values) {
        var order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
                .mapToInt(i -> i)
                .toArray();
        var ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && isEqual(values[order[to]], values[order[from]])) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** Not a number equals itself here, and zeros of both signs are equal. */
    private static boolean isEqual(float a, float b) {
        return a == b || Float.isNaN(a) && Float.isNaN(b);
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return squaresA == 0 || squaresB == 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
    }

    private static void requireSameSize(HeatMap a, HeatMap b) {
        if (a.height() != b.height() || a.width() != b.width()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "maps of %d x %d and %d x %d cannot be compared",
                    a.height(),
                    a.width(),
                    b.height(),
                    b.width()));
        }
    }
}
