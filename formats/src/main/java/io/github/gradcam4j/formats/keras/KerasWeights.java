package io.github.gradcam4j.formats.keras;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The weights of a model, by layer and parameter. A weight is read from the file on request. */
interface KerasWeights extends Closeable {

    /** A weight in a file. */
    interface Stored {

        long[] shape();

        /** Reads the values, in row-major order. */
        float[] values() throws IOException;
    }

    /** Returns a weight of a layer, if any. */
    Optional<Stored> find(KerasLayer layer, String parameter);

    @Override
    default void close() throws IOException {}
}
