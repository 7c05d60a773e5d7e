package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.report.Machine;
import io.github.gradcam4j.report.evaluation.ResultStore.ImageKey;
import io.github.gradcam4j.report.evaluation.ResultStore.RandomizationKey;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Scores attribution methods by metrics on images, and keeps the scores of each image in a directory, so that a run
 * that was stopped continues with the next image.
 *
 * <pre>{@code
 * var report = Evaluation.builder(explainer, Path.of("report"))
 *         .methods(List.of(Methods.GRAD_CAM, Methods.RANDOM))
 *         .build()
 *         .run(List.of(EvaluationImage.of(Path.of("cow.jpg"))));
 * }</pre>
 *
 * <p>Immutable. Two evaluations at the same time need two directories.
 */
public final class Evaluation {

    /** The methods of an evaluation by default: those that need one pass, and the baselines. */
    public static final List<AttributionMethod> DEFAULT_METHODS = List.of(
            Methods.GRAD_CAM,
            Methods.GRAD_CAM_PLUS_PLUS,
            Methods.HIRES_CAM,
            Methods.LAYER_CAM,
            Methods.EIGEN_GRAD_CAM,
            Methods.RANDOM,
            Methods.CENTER);

    /** The metrics of an evaluation by default: one of each kind. */
    public static final List<Metric> DEFAULT_METRICS = Stream.of(
                    "road", "deletion", "insertion", "energy-pointing", "pointing-game", "completeness-error")
            .map(Metric::byName)
            .toList();

    private final Explainer explainer;
    private final Path directory;
    private final String layer;
    private final Target target;
    private final List<AttributionMethod> methods;
    private final List<Metric> metrics;
    private final long seed;
    private final ModelRandomizationTest randomization;
    private final ResultStore store;

    private Evaluation(Builder builder) {
        explainer = builder.explainer;
        directory = builder.directory;
        layer = builder.layer;
        target = builder.target;
        methods = builder.methods;
        metrics = builder.metrics;
        seed = builder.seed;
        randomization = builder.randomization;
        store = ResultStore.in(directory);
    }

    /**
     * Returns a builder: the explainer's layer, {@link #DEFAULT_METHODS}, {@link #DEFAULT_METRICS}, and the model
     * randomization test on 3 images. With them a ResNet-50 takes half a minute for an image on two cores.
     *
     * @param directory the directory of the report; created if it does not exist
     */
    public static Builder builder(Explainer explainer, Path directory) {
        return new Builder(explainer, directory);
    }

    /** Sets up an evaluation. Not thread safe. */
    public static final class Builder {

        private final Explainer explainer;
        private final Path directory;
        private String layer;
        private Target target;
        private List<AttributionMethod> methods = DEFAULT_METHODS;
        private List<Metric> metrics = DEFAULT_METRICS;
        private long seed;
        private ModelRandomizationTest randomization = new ModelRandomizationTest(3, 5, 3);

        private Builder(Explainer explainer, Path directory) {
            this.explainer = Objects.requireNonNull(explainer, "explainer");
            this.directory = Objects.requireNonNull(directory, "directory");
            layer = explainer.model().layer();
        }

        /** Sets the layer by its name. */
        public Builder layer(String name) {
            layer = Objects.requireNonNull(name, "layer");
            return this;
        }

        /** Sets the class to explain in every image, in place of each image's own target. */
        public Builder target(Target everywhere) {
            target = Objects.requireNonNull(everywhere, "target");
            return this;
        }

        /** Sets the methods, in the order of the report's rows. */
        public Builder methods(List<AttributionMethod> chosen) {
            methods = List.copyOf(chosen);
            return this;
        }

        /** Sets the metrics, in the order of the report's columns. */
        public Builder metrics(List<Metric> chosen) {
            metrics = List.copyOf(chosen);
            return this;
        }

        /** Sets the random seed, 0 by default. */
        public Builder seed(long start) {
            seed = start;
            return this;
        }

        /**
         * Sets up the model randomization test (see {@link ModelRandomization}).
         *
         * @param images the number of images, from the first on; 0 for no test
         * @param stages the number of stages from the logits' layer to all layers
         * @param shuffles the number of shuffles at each stage, whose mean counts
         * @throws IllegalArgumentException if {@code images} is negative or another number is not positive
         */
        public Builder randomization(int images, int stages, int shuffles) {
            randomization = new ModelRandomizationTest(images, stages, shuffles);
            return this;
        }

        /** Returns the evaluation. */
        public Evaluation build() {
            return new Evaluation(this);
        }
    }

    private record ModelRandomizationTest(int images, int stages, int shuffles) {
        ModelRandomizationTest {
            if (images < 0 || stages < 1 || shuffles < 1) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the randomization test needs 0 or more images and 1 or more stages and shuffles, not %d, "
                                + "%d, %d",
                        images,
                        stages,
                        shuffles));
            }
        }

        /** Returns an estimate of the time for the rest of an image, the other images, and this test. */
        Duration estimate(RemainingTime time, int methods, int others, int all) {
            return time.estimate(methods, others, images == 0 ? 0 : stages * shuffles, Math.min(images, all));
        }
    }

    /** Runs the evaluation. See {@link #run(List, EvaluationListener)}. */
    public EvaluationReport run(List<EvaluationImage> images) throws IOException {
        return run(images, EvaluationListener.NONE);
    }

    /**
     * Scores all images and writes {@code report.html}, {@code report.csv} and {@code report.json}. An image that fails
     * is listed in the report, and the others are scored. No report is written if all images fail.
     *
     * @throws IOException if the model or the report's files cannot be read or written
     * @throws IllegalArgumentException if the layer does not exist
     * @throws CancellationException if the thread is interrupted; the scores of the finished images are kept
     */
    public EvaluationReport run(List<EvaluationImage> images, EvaluationListener listener) throws IOException {
        var machine = Machine.here();
        var settings = EvaluationSettings.of(explainer, layer, Optional.ofNullable(target), methods, metrics, seed);
        var scores = new ArrayList<ImageScores>();
        var failures = new ArrayList<EvaluationReport.Failure>();
        var finished = new ArrayList<EvaluationImage>();
        var names = new HashSet<String>();
        var time = new RemainingTime(methods);
        var scorer = new ImageScorer(explainer, layer, methods, metrics, seed, time);
        for (EvaluationImage image : images) {
            stopIfInterrupted();
            try {
                int others = images.size() - scores.size() - failures.size() - 1;
                var scored = score(image, free(image.fileName(), names), settings, scorer, done -> {
                    listener.progress(image, done, methods.size());
                    if (done > 0) {
                        listener.estimated(randomization.estimate(time, done, others, images.size()));
                    }
                });
                scores.add(scored);
                finished.add(image);
                listener.finished(image, scored, scores.size() + failures.size(), images.size());
            } catch (CancellationException e) {
                throw e;
            } catch (Exception e) {
                failures.add(new EvaluationReport.Failure(image.name(), e));
                listener.failed(image, e);
            }
        }
        var tested = randomization.images == 0 || scores.isEmpty()
                ? Optional.<ModelRandomization>empty()
                : randomization(finished, scores, settings, failures, listener);
        var report = new EvaluationReport(directory, machine, settings, methods, metrics, scores, failures, tested);
        if (!scores.isEmpty()) {
            ReportFiles.write(report);
        }
        return report;
    }

    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the evaluation was interrupted; the same evaluation continues from here");
        }
    }

    /** Returns a name that no other image of the run has, on file systems that ignore case as well. */
    private static Path free(Path wanted, Set<String> taken) {
        var name = wanted;
        for (int n = 2; !taken.add(name.toString().toLowerCase(Locale.ROOT)); n++) {
            name = wanted.resolveSibling(wanted.getFileName() + "-" + n);
        }
        return name;
    }

    private ImageScores score(
            EvaluationImage image, Path name, EvaluationSettings settings, ImageScorer scorer, IntConsumer progress)
            throws IOException {
        var content = image.read();
        var wanted = Optional.ofNullable(target).or(image::target).orElse(Target.top(1));
        var key = new ImageKey(
                settings,
                Sha256.of(content.image()),
                content.mask().map(Sha256::of).orElse(null),
                wanted.toString());
        var kept = store.scores(name, key);
        if (kept.isPresent()) {
            return kept.get().withInput(image.name());
        }
        var thumbnails = new LinkedHashMap<String, byte[]>();
        var scores = scorer.score(content, wanted, thumbnails, progress)
                .of(image.name(), name.toString().replace('\\', '/'), key.image());
        store.keep(name, key, scores, thumbnails);
        return scores;
    }

    private Optional<ModelRandomization> randomization(
            List<EvaluationImage> finished,
            List<ImageScores> scores,
            EvaluationSettings settings,
            List<EvaluationReport.Failure> failures,
            EvaluationListener listener)
            throws IOException {
        int count = Math.min(randomization.images, finished.size());
        var key = new RandomizationKey(
                settings,
                scores.subList(0, count).stream().map(ImageScores::sha256).toList(),
                randomization.stages,
                randomization.shuffles);
        var kept = store.randomization(key);
        if (kept.isPresent()) {
            return kept;
        }
        stopIfInterrupted();
        try {
            var pictures = new ArrayList<Image>();
            for (EvaluationImage image : finished.subList(0, count)) {
                pictures.add(image.read().image());
            }
            var seeds = LongStream.range(seed, seed + randomization.shuffles)
                    .boxed()
                    .toList();
            long start = System.nanoTime();
            var result = ModelRandomization.of(
                    explainer, layer, pictures, methods, randomization.stages, seeds, (done, total) -> {
                        stopIfInterrupted();
                        listener.randomization(done, total);
                        if (done > 0) {
                            listener.estimated(Duration.ofNanos((System.nanoTime() - start) / done * (total - done)));
                        }
                    });
            store.keep(key, result);
            return Optional.of(result);
        } catch (CancellationException e) {
            throw e;
        } catch (Exception e) {
            failures.add(new EvaluationReport.Failure(EvaluationReport.RANDOMIZATION, e));
            return Optional.empty();
        }
    }
}
