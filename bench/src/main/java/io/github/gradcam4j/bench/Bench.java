package io.github.gradcam4j.bench;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.samples.Samples;
import java.io.IOException;

/** Cases made ready to be measured, with what they hold open. */
public interface Bench extends AutoCloseable {

    /** What is measured together. */
    RoundRobin cases() throws IOException;

    @Override
    void close();

    /** One picture explained at every depth, for another class, by other methods, for all classes. */
    static Bench explaining(Explainer explainer) throws IOException {
        return ExplainingBench.of(explainer, Samples.drawn().find("lighthouse").image(448));
    }

    /** What happens to a photograph of 12 megapixels before and after the model. */
    static Bench picture(Explainer explainer) throws IOException {
        return ImageBench.of(explainer);
    }

    /** What a page waits for. */
    static Bench studio(Model model) throws IOException {
        return StudioBench.of(model);
    }
}
