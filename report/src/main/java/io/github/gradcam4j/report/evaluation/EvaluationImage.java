package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.report.ResultName;
import io.github.gradcam4j.samples.Sample;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image of a data set, read when it is evaluated. Immutable; thread safe if its source is.
 *
 * <pre>{@code
 * var image = EvaluationImage.of(Path.of("cow.jpg")).withTarget(Target.of(345));
 * }</pre>
 */
public final class EvaluationImage {

    /** Side of a drawn sample in pixels. */
    private static final int SAMPLE_SIDE = 448;

    /** Reads an image. */
    @FunctionalInterface
    public interface Source {

        /**
         * Returns the image and, if known, the position of the object.
         *
         * @throws IOException if the image cannot be read; the message gives the reason
         */
        Content read() throws IOException;
    }

    /**
     * An image in memory.
     *
     * @param mask the pixels of the object whose class is explained, if they are known
     */
    public record Content(Image image, Optional<Mask> mask) {

        /** Returns an image without a mask. */
        public static Content of(Image image) {
            return new Content(image, Optional.empty());
        }
    }

    private final String name;
    private final Path fileName;
    private final Target target;
    private final Source source;

    private EvaluationImage(String name, Path fileName, Target target, Source source) {
        this.name = name;
        this.fileName = fileName;
        this.target = target;
        this.source = source;
    }

    /** Returns an image with a name and any source. */
    public static EvaluationImage of(String name, Source source) {
        return new EvaluationImage(name, Path.of(ResultName.sanitized(name)), null, source);
    }

    /** Returns an image file. */
    public static EvaluationImage of(Path file) {
        return of(file.toString(), () -> Content.of(Image.read(file)))
                .withFileName(Path.of(file.getFileName().toString()));
    }

    /** Returns a sample: its target is the class that it shows, and drawn samples have a mask. */
    public static EvaluationImage of(Sample sample) {
        var image = of("sample:" + sample.id(), () -> new Content(sample.image(SAMPLE_SIDE), sample.mask(SAMPLE_SIDE)))
                .withFileName(Path.of(sample.id()));
        return sample.truth().map(t -> image.withTarget(Target.of(t.index()))).orElse(image);
    }

    /** Returns a copy with a class to explain. It takes effect unless the evaluation has a target for all images. */
    public EvaluationImage withTarget(Target changed) {
        return new EvaluationImage(name, fileName, changed, source);
    }

    /** Returns a copy with another name for its files, relative to the directory of the evaluation's images. */
    public EvaluationImage withFileName(Path changed) {
        return new EvaluationImage(name, changed, target, source);
    }

    /** Returns the name that reports show. */
    public String name() {
        return name;
    }

    /** Returns the class to explain; empty for the best class. */
    public Optional<Target> target() {
        return Optional.ofNullable(target);
    }

    /** Returns the start of the names of its files. */
    Path fileName() {
        return fileName;
    }

    Content read() throws IOException {
        return source.read();
    }

    @Override
    public String toString() {
        return "EvaluationImage[" + name + "]";
    }
}
