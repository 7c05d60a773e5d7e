package io.github.gradcam4j.bench;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.samples.Samples;
import java.io.IOException;

/**
 * Prepared cases with the resources that they need, such as open sessions. The factory methods prepare everything, so
 * that the cases measure only what their names state. Not thread safe.
 */
public interface Bench extends AutoCloseable {

    /**
     * Returns the cases, the plain forward pass first.
     *
     * @throws IOException if a model or an image cannot be read
     */
    RoundRobin cases() throws IOException;

    /** Closes the sessions and servers of the cases. */
    @Override
    void close();

    /** Returns cases that explain one image at every depth, for another class, by other methods and for all classes. */
    static Bench explaining(Explainer explainer) throws IOException {
        return ExplainingBench.of(explainer, Samples.drawn().find("lighthouse").image(448));
    }

    /** Returns cases for the work on a photograph of 12 megapixels before and after the model. */
    static Bench picture(Explainer explainer) throws IOException {
        return ImageBench.of(explainer);
    }

    /** Returns cases that send requests to a studio on this machine. */
    static Bench studio(Model model) throws IOException {
        return StudioBench.of(model);
    }
}
