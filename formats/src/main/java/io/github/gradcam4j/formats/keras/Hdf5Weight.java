package io.github.gradcam4j.formats.keras;

import io.jhdf.api.Dataset;
import java.util.Locale;

/** A data set of an HDF5 file as a weight: float32, float64, float16 or integers, compressed or not. */
record Hdf5Weight(Hdf5File file, Dataset dataset) implements KerasWeights.Stored {

    @Override
    public long[] shape() {
        return file.reading(() -> dataset.isScalar() ? new long[0] : dataset.getDimensionsAsLong());
    }

    @Override
    public float[] values() {
        Object data = file.read(dataset);
        if (data instanceof float[] floats) {
            return floats;
        }
        if (data instanceof double[] doubles) {
            var values = new float[doubles.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles[i];
            }
            return values;
        }
        if (data instanceof int[] integers) {
            var values = new float[integers.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = integers[i];
            }
            return values;
        }
        if (data instanceof long[] integers) {
            var values = new float[integers.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = integers[i];
            }
            return values;
        }
        if (data instanceof Number number) {
            return new float[] {number.floatValue()};
        }
        throw new LayersModelException(String.format(
                Locale.ROOT,
                "weight %s has values of type %s; supported are floats and integers",
                dataset.getPath(),
                dataset.getDataType()));
    }
}
