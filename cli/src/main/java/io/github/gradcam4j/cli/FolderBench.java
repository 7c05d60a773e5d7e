package io.github.gradcam4j.cli;

import io.github.gradcam4j.bench.Bench;
import io.github.gradcam4j.bench.Forward;
import io.github.gradcam4j.bench.Interleaved;
import io.github.gradcam4j.bench.Photographs;
import io.github.gradcam4j.cam.Cam;
import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Fusion;
import io.github.gradcam4j.cam.Scale;
import io.github.gradcam4j.cam.Target;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.zoo.pull.ScratchFolder;
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
    private final Forward forward;
    private final ScratchFolder scratch;
    private final List<Input> pictures;
    private final PrintWriter err;

    private FolderBench(
            Explainer explainer, Forward forward, ScratchFolder scratch, List<Input> pictures, PrintWriter err) {
        this.explainer = explainer;
        this.forward = forward;
        this.scratch = scratch;
        this.pictures = pictures;
        this.err = err;
    }

    static FolderBench of(Explainer explainer, int size, PrintWriter err) throws IOException {
        var scratch = ScratchFolder.at(Files.createTempDirectory("gradcam-bench"));
        var files = new ArrayList<Input>();
        var folder = Files.createDirectory(scratch.path().resolve("photographs"));
        for (int i = 0; i < Math.min(size, DIFFERENT); i++) {
            byte[] jpeg = Photographs.jpeg(WIDTH, HEIGHT, i);
            for (int copy = i; copy < size; copy += DIFFERENT) {
                var file = Files.write(folder.resolve("%05d.jpg".formatted(copy)), jpeg);
                files.add(Input.picture(file, Path.of("")));
            }
        }
        return new FolderBench(explainer, Forward.of(explainer.model()), scratch, files, err);
    }

    @Override
    public Interleaved cases() {
        var input = Tensor.zeros(explainer.model().preprocessing().shape());
        var model = explainer.model().id();
        return new Interleaved(
                        "A folder of %d JPEGs of %d x %d, %s".formatted(pictures.size(), WIDTH, HEIGHT, model),
                        SLOWNESS)
                .add(Forward.NAME, pictures.size(), () -> {
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
        var inquiry = new Inquiry(
                explainer,
                List.of(Target.top(1)),
                List.of(explainer.layer().name()),
                Fusion.MEAN,
                Cam.GRADCAM,
                Scale.LOGITS,
                Sign.POSITIVE);
        try (var read = Input.reading(pictures)) {
            new Explanations(inquiry, results, err).write(pictures, read, new Pipeline.Listener<>() {
                @Override
                public void done(Input input, List<Explanations.Done> done) {}

                @Override
                public void failed(Input input, Exception why) throws Exception {
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
