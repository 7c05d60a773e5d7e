package io.github.gradcam4j.metric;

import io.github.gradcam4j.image.HeatMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The order in which pixels are removed. */
final class Ranking {

    private Ranking() {}

    /**
     * Returns the pixels, hottest first. Equal ones come in random order: in row order the image's corners would come
     * first.
     */
    static int[] hottestFirst(HeatMap heat, long seed) {
        var values = heat.values();
        var pixels = IntStream.range(0, values.length).boxed().collect(Collectors.toList());
        Collections.shuffle(pixels, new Random(seed));
        pixels.sort(Comparator.comparingDouble(p -> -values[p]));
        return pixels.stream().mapToInt(p -> p).toArray();
    }
}
