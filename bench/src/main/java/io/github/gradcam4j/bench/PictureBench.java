package io.github.gradcam4j.bench;

import io.github.gradcam4j.cam.Explainer;
import io.github.gradcam4j.cam.Explanation;
import io.github.gradcam4j.cam.Target;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.runtime.Tensor;
import java.io.IOException;

/** What happens to a large photograph before and after the model. */
final class PictureBench implements Bench {

    static final int WIDTH = 4000;
    static final int HEIGHT = 3000;

    private static final double ALPHA = 0.5;

    private final Explainer explainer;
    private final Forward forward;
    private final byte[] jpeg;
    private final Picture picture;
    private final Tensor input;
    private final Explanation explanation;
    private final Picture overlay;

    private PictureBench(Explainer explainer, Forward forward, byte[] jpeg) throws IOException {
        this.explainer = explainer;
        this.forward = forward;
        this.jpeg = jpeg;
        picture = Picture.decode(jpeg);
        input = Tensor.zeros(explainer.model().preprocessing().shape());
        explanation = explainer.explain(picture, Target.top(1));
        overlay = draw();
    }

    static PictureBench of(Explainer explainer) throws IOException {
        var jpeg = Photographs.jpeg(WIDTH, HEIGHT, 0);
        return new PictureBench(explainer, Forward.of(explainer.model()), jpeg);
    }

    @Override
    public Interleaved cases() {
        return new Interleaved("A JPEG of 12 megapixels, " + explainer.model().id(), 3)
                .add(Forward.NAME, () -> forward.run(input))
                .add("decode", () -> Picture.decode(jpeg))
                .add("preprocess", this::preprocess)
                .add("draw the overlay, full size", this::draw)
                .add("encode it as JPEG", overlay::jpeg)
                .add("encode it as PNG", overlay::png)
                .remark("%d x %d, %.1f MB; read, explained and written at its full size."
                        .formatted(WIDTH, HEIGHT, jpeg.length / 1e6));
    }

    private void preprocess() {
        explainer.model().preprocessing().into(picture, input.floats());
    }

    private Picture draw() {
        return explanation.overlay(picture, Colormap.JET, ALPHA);
    }

    @Override
    public void close() {
        forward.close();
    }
}
