package io.github.gradcam4j.bench;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.util.Locale;

/** Decodes, preprocesses, draws and encodes a large photograph: the work before and after the model. */
final class ImageBench implements Bench {

    static final int WIDTH = 4000;
    static final int HEIGHT = 3000;

    private static final double ALPHA = 0.5;

    private final Explainer explainer;
    private final ForwardBaseline forward;
    private final byte[] jpeg;
    private final Image image;
    private final Tensor input;
    private final Explanation explanation;
    private final Image overlay;

    private ImageBench(Explainer explainer, ForwardBaseline forward, byte[] jpeg) throws IOException {
        this.explainer = explainer;
        this.forward = forward;
        this.jpeg = jpeg;
        image = Image.decode(jpeg);
        input = Tensor.zeros(explainer.model().preprocessing().shape());
        explanation = explainer.explain(image, Target.top(1));
        overlay = draw();
    }

    static ImageBench of(Explainer explainer) throws IOException {
        var jpeg = BenchImages.jpeg(WIDTH, HEIGHT, 0);
        return new ImageBench(explainer, ForwardBaseline.of(explainer.model()), jpeg);
    }

    @Override
    public RoundRobin cases() {
        return new RoundRobin("A JPEG of 12 megapixels, " + explainer.model().id(), 3)
                .add(ForwardBaseline.NAME, () -> forward.run(input))
                .add("decode", () -> Image.decode(jpeg))
                .add("preprocess", this::preprocess)
                .add("draw the overlay, full size", this::draw)
                .add("encode it as JPEG", overlay::jpeg)
                .add("encode it as PNG", overlay::png)
                .remark(String.format(
                        Locale.ROOT,
                        "The image has %d x %d pixels and %.1f MB. It is read, explained and written at full size.",
                        WIDTH,
                        HEIGHT,
                        jpeg.length / 1e6));
    }

    private void preprocess() {
        explainer.model().preprocessing().writeTensor(image, input.floats());
    }

    private Image draw() {
        return explanation.overlay(image, Colormap.JET, ALPHA);
    }

    @Override
    public void close() {
        forward.close();
    }
}
