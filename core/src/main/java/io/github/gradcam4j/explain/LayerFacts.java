package io.github.gradcam4j.explain;

import io.github.gradcam4j.model.Layer;
import java.util.Optional;

/** Facts about layers that notes on their maps state. */
interface LayerFacts {

    /** Returns how the positions of a layer were found, if by an experiment. */
    Optional<String> experiment(Layer layer);

    /** Returns the name of the automatic layer if it comes before a layer. */
    Optional<String> earlier(Layer layer);

    /** Returns the name of the first normalization behind a layer, if any. */
    Optional<String> normalized(Layer layer);
}
