package io.github.gradcam4j.report;

import java.util.Locale;

/** The kinds of file that an explanation is written as. */
public enum ResultFormat {
    /** The heat map over the image, lossless. */
    PNG("png"),
    /** The heat map over the image as JPEG: smaller and faster for large or many images. */
    JPG("jpg"),
    /** The explanation as JSON, the raw map included. See {@link ExplanationJson}. */
    JSON("json"),
    /** The raw map [h, w] before ReLU as NumPy array, float32. */
    NPY("npy"),
    /** The image and the heat map side by side with titles. */
    FIGURE("figure.png");

    private final String extension;

    ResultFormat(String extension) {
        this.extension = extension;
    }

    /** Returns the end of a file's name, without the first dot. */
    public String extension() {
        return extension;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
