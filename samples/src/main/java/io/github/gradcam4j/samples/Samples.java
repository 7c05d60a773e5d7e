package io.github.gradcam4j.samples;

import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Labels;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gallery: the images to try a model on. Immutable and thread safe.
 *
 * <pre>{@code
 * Image lighthouse = Samples.drawn().find("lighthouse").image(448);
 * }</pre>
 */
public final class Samples {
    private static final int NEAREST = 3;

    private final List<Sample> all;
    private final List<String> problems;

    private Samples(List<Sample> inFolder, List<String> problems) {
        Labels imageNet = Labels.imageNet();
        Set<String> taken = inFolder.stream().map(Sample::id).collect(Collectors.toSet());
        List<Sample> unsorted = Stream.concat(
                        inFolder.stream(),
                        Scenes.all().stream()
                                .map(scene -> Sample.of(scene, imageNet))
                                .filter(drawn -> !taken.contains(drawn.id())))
                .toList();
        List<String> order =
                Category.sorted(unsorted.stream().map(Sample::category).toList());
        this.all = unsorted.stream()
                .sorted(Comparator.comparingInt(sample -> order.indexOf(sample.category())))
                .toList();
        this.problems = List.copyOf(problems);
    }

    /** Returns the drawn scenes alone. */
    public static Samples drawn() {
        return new Samples(List.of(), List.of());
    }

    /**
     * Returns the images of a folder and then the drawn scenes; an image replaces a scene of the same id.
     *
     * @param photographs the folder of the curated photographs; may not exist
     * @param own a user's folder that replaces the photographs
     * @throws SampleException if the metadata of the folder is not valid, or the user's folder has none
     */
    public static Samples open(Path photographs, Optional<Path> own) throws SampleException {
        Objects.requireNonNull(photographs, "photographs");
        Objects.requireNonNull(own, "own");
        if (own.isEmpty() && !SampleFolder.isAt(photographs)) {
            return drawn();
        }
        SampleFolder folder = SampleFolder.read(own.orElse(photographs));
        return new Samples(folder.samples(), folder.problems());
    }

    /** Returns the user's folder in {@code $GRADCAM_SAMPLES}, if any. */
    public static Optional<Path> ownFolder() {
        return Optional.ofNullable(System.getenv("GRADCAM_SAMPLES"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    /** Returns all samples, category by category. */
    public List<Sample> all() {
        return all;
    }

    /** Returns the categories in the order of the gallery. */
    public List<String> categories() {
        return all.stream().map(Sample::category).distinct().toList();
    }

    /** Returns the problems of the folder, such as an entry without an image, a sentence each. */
    public List<String> problems() {
        return problems;
    }

    /**
     * Returns the sample with an id.
     *
     * @throws UnknownSampleException if no sample has it
     */
    public Sample find(String id) {
        Objects.requireNonNull(id, "id");
        return all.stream().filter(sample -> sample.id().equals(id)).findFirst().orElseThrow(() -> unknown(id));
    }

    private UnknownSampleException unknown(String id) {
        return new UnknownSampleException(
                id, NearestNames.of(id, all.stream().map(Sample::id).toList(), NEAREST));
    }
}
