package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.target.Outputs;
import java.util.Map;

/** Outputs whose names are known. */
public interface SizedOutputs extends Outputs {

    /** Returns, by the name of each output with one row for each image, the number of its values for one image. */
    Map<String, Integer> sizes();
}
