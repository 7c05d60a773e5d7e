package io.github.gradcam4j.cli;

import java.util.Locale;

/** What is written of an explanation. */
enum ResultFormat {
    /** The heat map over the picture. */
    PNG("png"),
    /** The same as JPEG: not to the bit what was drawn, but smaller and faster where pictures are large or many. */
    JPG("jpg"),
    /** All that is known, the raw map included. */
    JSON("json"),
    /** The raw map [h, w], before ReLU, float32. */
    NPY("npy"),
    /** The picture and the heat map side by side, titled. */
    FIGURE("figure.png");

    private final String extension;

    ResultFormat(String extension) {
        this.extension = extension;
    }

    String extension() {
        return extension;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
