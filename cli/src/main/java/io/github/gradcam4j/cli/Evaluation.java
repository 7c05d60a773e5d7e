package io.github.gradcam4j.cli;

import io.github.gradcam4j.cli.ImageScores.JudgedMap;
import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Resize;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.metric.EnergyPointingGame;
import io.github.gradcam4j.metric.EvaluationInput;
import io.github.gradcam4j.metric.Metric;
import io.github.gradcam4j.metric.MetricResults;
import io.github.gradcam4j.metric.ModelRandomization;
import io.github.gradcam4j.runtime.Progress;
import io.github.gradcam4j.samples.scene.Scene;
import io.github.gradcam4j.samples.scene.Scenes;
import io.github.gradcam4j.target.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;

/**
 * Methods and measures, on pictures. Each picture's result is a file as soon as it is there, and is taken from it the next time.
 *
 * @param target the class to explain; empty for the one that a picture is known to show, else the best
 * @param folder where results are kept
 */
record Evaluation(
        Explainer explainer,
        String layer,
        Optional<Target> target,
        List<AttributionMethod> methods,
        List<Metric> metrics,
        long seed,
        Path folder) {

    private static final int THUMBNAIL = 160;
    private static final double ALPHA = 0.5;

    /**
     * The result for one picture.
     *
     * @param progress hears how many of the methods are done
     */
    ImageScores judge(InputImage input, Path name, Progress progress) throws IOException {
        var file = folder.resolve(name + ".json");
        if (Files.exists(file)) {
            var known = Json.read(file, ImageScores.class);
            if (known.settings().equals(settings())) {
                return known;
            }
        }
        var picture = input.source().read().picture();
        var wanted =
                target.or(() -> input.truth().map(t -> Target.of(t.index()))).orElse(Target.top(1));
        var explanation = explainer.explain(picture, ExplainRequest.of(wanted).withLayer(layer));
        var mask = mask(input, picture);
        thumbnail(folder.resolve(name + ".jpg"), picture);
        var maps = new ArrayList<JudgedMap>();
        for (AttributionMethod method : methods) {
            progress.update(maps.size(), methods.size());
            maps.add(judge(method, explanation, mask, picture, name));
        }
        var share = EnergyPointingGame.objectShare(EvaluationInput.of(explanation, mask, seed));
        var judged = new ImageScores(
                settings(),
                input.name(),
                explanation.target().index(),
                explanation.target().label(),
                explanation.target().probability(),
                share.isPresent() ? share.getAsDouble() : null,
                maps);
        AtomicFile.write(file, Json.bytes(judged));
        return judged;
    }

    private JudgedMap judge(AttributionMethod method, Explanation first, Optional<Mask> mask, Image picture, Path name)
            throws IOException {
        try {
            var explanation = first.forMethod(method);
            double seconds = explanation.timings().map().toNanos() / 1e9;
            var judgment = MetricResults.of(explanation, mask, metrics, seed);
            thumbnail(
                    folder.resolve(name + "." + method.id() + ".jpg"),
                    explanation.overlay(picture, Colormap.JET, ALPHA));
            var curves = new LinkedHashMap<String, double[]>();
            judgment.curves().forEach((id, curve) -> curves.put(id, curve.probabilities()));
            return new JudgedMap(method.id(), seconds, judgment.values(), curves, null);
        } catch (NoGradientException e) {
            return new JudgedMap(method.id(), 0, Map.of(), Map.of(), e.getMessage());
        }
    }

    /** What results depend on beside the picture. */
    String settings() {
        return "model %s, layer %s, target %s, methods %s, measures %s, seed %d"
                .formatted(
                        explainer.model().id(),
                        layer,
                        target.map(Target::toString).orElse("truth"),
                        described(methods),
                        metrics.stream().map(m -> described(m, m.id())).toList(),
                        seed);
    }

    private static List<String> described(List<AttributionMethod> methods) {
        return methods.stream().map(m -> described(m, m.id())).toList();
    }

    /** With its parameters where it has any. */
    private static String described(Object choice, String id) {
        return choice instanceof Record ? choice.toString() : id;
    }

    private static Optional<Mask> mask(InputImage input, Image picture) {
        return Scenes.all().stream()
                .filter(scene -> input.name().equals("sample:" + scene.id()))
                .findFirst()
                .map((Scene scene) ->
                        scene.draw(picture.width(), picture.height()).mask());
    }

    /** The randomization check on some of the pictures, kept as a file as well. */
    ModelRandomization randomization(List<InputImage> inputs, int stages, int shuffles, Progress progress)
            throws IOException {
        var file = folder.resolve("randomization.json");
        var names = inputs.stream().map(InputImage::name).toList();
        var settings = "model %s, layer %s, methods %s, pictures %s, stages %d, shuffles %d, seed %d"
                .formatted(explainer.model().id(), layer, described(methods), names, stages, shuffles, seed);
        if (Files.exists(file)) {
            var known = Json.read(file, Kept.class);
            if (known.settings.equals(settings)) {
                return new ModelRandomization(known.stages, known.correlations);
            }
        }
        var pictures = new ArrayList<Image>();
        for (InputImage input : inputs) {
            pictures.add(input.source().read().picture());
        }
        var seeds = LongStream.range(seed, seed + shuffles).boxed().toList();
        var result = ModelRandomization.of(explainer, layer, pictures, methods, stages, seeds, progress);
        AtomicFile.write(file, Json.bytes(new Kept(settings, result.stages(), result.correlations())));
        return result;
    }

    private record Kept(String settings, List<Integer> stages, Map<String, List<Double>> correlations) {}

    private static void thumbnail(Path file, Image picture) throws IOException {
        double scale = (double) THUMBNAIL / Math.max(picture.width(), picture.height());
        var small = Resize.bilinear(picture, Math.max(1, (int) Math.round(scale * picture.width())), Math.max(1, (int)
                Math.round(scale * picture.height())));
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(small.toBufferedImage(), "jpg", bytes);
        AtomicFile.write(file, bytes.toByteArray());
    }
}
