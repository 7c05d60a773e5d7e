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
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Measures {@code gradcam explain FOLDER} on photographs, with overlays written, against as many forward passes. */
final class FolderBench implements Bench {

    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    private static final int DIFFERENT = 10;
    private static final double ALPHA = 0.5;
    private static final int SLOWNESS = 10;
    private static final BatchSize EIGHT = BatchSize.parse("8");

    private static final PrintWriter SILENT = new PrintWriter(Writer.nullWriter());

    private final Explainer explainer;
    private final ForwardBaseline forward;
    private final ScratchDirectory scratch;
    private final List<InputImage> images;

    private FolderBench(
            Explainer explainer, ForwardBaseline forward, ScratchDirectory scratch, List<InputImage> images) {
        this.explainer = explainer;
        this.forward = forward;
        this.scratch = scratch;
        this.images = images;
    }

    static FolderBench of(Explainer explainer, int size) throws IOException {
        var scratch = ScratchDirectory.at(Files.createTempDirectory("gradcam-bench"));
        var files = new ArrayList<InputImage>();
        var folder = Files.createDirectory(scratch.path().resolve("photographs"));
        for (int i = 0; i < Math.min(size, DIFFERENT); i++) {
            byte[] jpeg = BenchImages.jpeg(WIDTH, HEIGHT, i);
            for (int copy = i; copy < size; copy += DIFFERENT) {
                var file = Files.write(folder.resolve(String.format(Locale.ROOT, "%05d.jpg", copy)), jpeg);
                files.add(InputImage.of(file, Path.of("")));
            }
        }
        return new FolderBench(explainer, ForwardBaseline.of(explainer.model()), scratch, files);
    }

    @Override
    public RoundRobin cases() {
        var input = Tensor.zeros(explainer.model().preprocessing().shape());
        var model = explainer.model().id();
        return new RoundRobin(
                        String.format(
                                Locale.ROOT,
                                "A folder of %d JPEGs of %d x %d, %s",
                                images.size(),
                                WIDTH,
                                HEIGHT,
                                model),
                        SLOWNESS)
                .add(ForwardBaseline.NAME, images.size(), () -> {
                    for (int i = 0; i < images.size(); i++) {
                        forward.run(input);
                    }
                })
                .add("explain, each image", images.size(), () -> explain(ResultFormat.PNG, BatchSize.ONE))
                .add("explain, with --format jpg", images.size(), () -> explain(ResultFormat.JPG, BatchSize.ONE))
                .add("explain, with --format jpg --batch-size 8", images.size(), () -> explain(ResultFormat.JPG, EIGHT))
                .remark("Each image is read, explained and written as an overlay of its own size, as by 'gradcam "
                        + "explain FOLDER'.");
    }

    private void explain(ResultFormat format, BatchSize size) throws Exception {
        var results =
                new Results(scratch.path().resolve("maps"), EnumSet.of(format), Colormap.JET, ALPHA, Sign.POSITIVE);
        var job = new ExplainJob(
                explainer,
                List.of(Target.top(1)),
                List.of(explainer.layer().name()),
                LayerFusion.MEAN,
                Methods.GRAD_CAM,
                ScoreType.LOGIT,
                Sign.POSITIVE);
        try (var read = InputImage.pipeline(images)) {
            new ExplainBatch(job, results, size, SILENT, line -> {})
                    .write(images, new ResultNames(images), read, new Pipeline.Listener<>() {
                        @Override
                        public void done(InputImage input, List<ExplainBatch.Done> done) {}

                        @Override
                        public void failed(InputImage input, Exception cause) throws Exception {
                            throw cause;
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
