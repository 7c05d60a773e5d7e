package io.github.gradcam4j.cli;

import io.github.gradcam4j.bench.Bench;
import io.github.gradcam4j.bench.BenchImages;
import io.github.gradcam4j.bench.ForwardBaseline;
import io.github.gradcam4j.bench.RoundRobin;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** A folder of photographs explained as {@code gradcam explain FOLDER} does, overlays written, beside as many forward passes. */
final class FolderBench implements Bench {

    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    private static final int DIFFERENT = 10;
    private static final double ALPHA = 0.5;
    private static final int SLOWNESS = 10;

    private final Explainer explainer;
    private final ForwardBaseline forward;
    private final ScratchDirectory scratch;
    private final List<InputImage> pictures;
    private final PrintWriter err;

    private FolderBench(
            Explainer explainer,
            ForwardBaseline forward,
            ScratchDirectory scratch,
            List<InputImage> pictures,
            PrintWriter err) {
        this.explainer = explainer;
        this.forward = forward;
        this.scratch = scratch;
        this.pictures = pictures;
        this.err = err;
    }

    static FolderBench of(Explainer explainer, int size, PrintWriter err) throws IOException {
        var scratch = ScratchDirectory.at(Files.createTempDirectory("gradcam-bench"));
        var files = new ArrayList<InputImage>();
        var folder = Files.createDirectory(scratch.path().resolve("photographs"));
        for (int i = 0; i < Math.min(size, DIFFERENT); i++) {
            byte[] jpeg = BenchImages.jpeg(WIDTH, HEIGHT, i);
            for (int copy = i; copy < size; copy += DIFFERENT) {
                var file = Files.write(folder.resolve("%05d.jpg".formatted(copy)), jpeg);
                files.add(InputImage.picture(file, Path.of("")));
            }
        }
        return new FolderBench(explainer, ForwardBaseline.of(explainer.model()), scratch, files, err);
    }

    @Override
    public RoundRobin cases() {
        var input = Tensor.zeros(explainer.model().preprocessing().shape());
        var model = explainer.model().id();
        return new RoundRobin(
                        "A folder of %d JPEGs of %d x %d, %s".formatted(pictures.size(), WIDTH, HEIGHT, model),
                        SLOWNESS)
                .add(ForwardBaseline.NAME, pictures.size(), () -> {
                    for (int i = 0; i < pictures.size(); i++) {
                        forward.run(input);
                    }
                })
                .add("explain, each picture", pictures.size(), () -> explain(ResultFormat.PNG))
                .add("explain, with --format jpg", pictures.size(), () -> explain(ResultFormat.JPG))
                .remark(
                        "Each is read, explained and written as an overlay of its own size, as 'gradcam explain FOLDER' does.");
    }

    private void explain(ResultFormat format) throws Exception {
        var results =
                new Results(scratch.path().resolve("maps"), EnumSet.of(format), Colormap.JET, ALPHA, Sign.POSITIVE);
        var inquiry = new ExplainJob(
                explainer,
                List.of(Target.top(1)),
                List.of(explainer.layer().name()),
                LayerFusion.MEAN,
                Methods.GRAD_CAM,
                ScoreType.LOGIT,
                Sign.POSITIVE);
        try (var read = InputImage.reading(pictures)) {
            new ExplainBatch(inquiry, results, err).write(pictures, read, new Pipeline.Listener<>() {
                @Override
                public void done(InputImage input, List<ExplainBatch.Done> done) {}

                @Override
                public void failed(InputImage input, Exception why) throws Exception {
                    throw why;
                }
            });
        }
    }

    @Override
    public void close() {
        forward.close();
        scratch.close();
    }
}
