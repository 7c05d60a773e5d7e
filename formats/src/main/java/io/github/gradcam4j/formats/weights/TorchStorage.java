package io.github.gradcam4j.formats.weights;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/** A storage that a checkpoint's pickle names by key: {@code count} elements kept elsewhere in the file. */
record TorchStorage(WeightType type, String key, long count) {

    /** The access to the bytes of a checkpoint's storages. */
    interface Source {
        /** Returns the bytes of a storage. */
        ByteBuffer bytes(TorchStorage storage) throws WeightFormatException;
    }

    /**
     * Returns the storage of a persistent id: ("storage", class, key, location, count, and in the legacy format a
     * view).
     */
    static TorchStorage of(Object persistentId) throws WeightFormatException {
        if (persistentId instanceof Pickle.Tuple tuple
                && (tuple.items().size() == 5 || tuple.items().size() == 6)
                && "storage".equals(tuple.items().get(0))
                && tuple.items().get(1) instanceof TorchGlobal.StorageClass storageClass
                && tuple.items().get(2) instanceof String key
                && tuple.items().get(4) instanceof BigInteger count) {
            requireWhole(tuple.items());
            return new TorchStorage(storageClass.type(), key, size(count, storageClass.type()));
        }
        throw new WeightFormatException("refers to an object that is not a tensor storage");
    }

    private static void requireWhole(List<Object> id) throws WeightFormatException {
        if (id.size() == 6 && id.get(5) != null) {
            throw new WeightFormatException("contains a view of another storage, a format of torch before 0.4;"
                    + " save it again with a newer torch");
        }
    }

    private static long size(BigInteger count, WeightType type) throws WeightFormatException {
        if (count.signum() < 0 || count.bitLength() > 40) {
            throw new WeightFormatException("claims a storage of " + count + " elements of " + type);
        }
        return count.longValue();
    }

    long bytes() {
        return count * type.bytes();
    }
}
