package io.github.gradcam4j.formats.weights;

/**
 * A tensor as a checkpoint's pickle describes it: a strided view into a storage; the bytes of the storage lie outside
 * the pickle.
 */
record TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides) {
    WeightTensor in(TorchStorage.Source source, String name) throws WeightFormatException {
        return WeightTensor.view(name, storage.type(), source.bytes(storage), offset, shape, strides);
    }
}
