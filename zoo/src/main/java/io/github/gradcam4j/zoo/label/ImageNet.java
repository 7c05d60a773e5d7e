package io.github.gradcam4j.zoo.label;

import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The 1000 classes of the ImageNet challenge (ILSVRC 2012-2017), in the order of every ImageNet model's outputs. */
public final class ImageNet {

    public static final int CLASSES = 1000;

    private static final String RESOURCE = "/io/github/gradcam4j/zoo/labels/imagenet-1k.txt";

    private static final Labels LABELS = read();

    private ImageNet() {}

    /** For each class the name that people use, then WordNet's others and everyday ones. */
    public static Labels labels() {
        return LABELS;
    }

    private static Labels read() {
        try (InputStream in = ImageNet.class.getResourceAsStream(RESOURCE)) {
            return new Labels(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> List.of(line.split("; ")))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
