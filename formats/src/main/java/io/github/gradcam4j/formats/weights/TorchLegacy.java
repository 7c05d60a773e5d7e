package io.github.gradcam4j.formats.weights;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of torch's format before 1.6: five pickles (magic number, version, system, the object, storage keys), then
 * for each key its number of elements (i64) and the elements, all little endian.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final BigInteger VERSION = BigInteger.valueOf(1001);

    private TorchLegacy() {}

    static StateDict read(MappedFile file) throws WeightFormatException {
        ByteBuffer in = file.upTo(Pickle.MAX_BYTES, 0);
        if (!MAGIC.equals(Pickle.read(in).value())) {
            throw new WeightFormatException("is a plain pickle, not a checkpoint. " + TorchGlobal.ADVICE);
        }
        Object version = Pickle.read(in).value();
        if (!VERSION.equals(version)) {
            throw new WeightFormatException(
                    "has legacy format version " + version + "; only " + VERSION + " is supported");
        }
        Pickle.read(in); // sizes of C types on the machine that wrote it
        Pickle.Content content = Pickle.read(in);
        if (!(Pickle.read(in).value() instanceof List<?> keys)) {
            throw new WeightFormatException("is damaged: the list of its storages is missing");
        }
        Map<TorchStorage, ByteBuffer> storages = storages(file, in.position(), keys, content);
        return TorchCheckpoint.bind(content.value(), storage -> {
            if (!storages.containsKey(storage)) {
                throw new WeightFormatException("is damaged: storage " + storage.key() + " is missing");
            }
            return storages.get(storage);
        });
    }

    private static Map<TorchStorage, ByteBuffer> storages(
            MappedFile file, long start, List<?> keys, Pickle.Content content) throws WeightFormatException {
        Map<String, TorchStorage> byKey = new HashMap<>();
        for (TorchStorage storage : content.storages()) {
            if (byKey.put(storage.key(), storage) != null) {
                throw new WeightFormatException("is damaged: storage " + storage.key() + " has two types or sizes");
            }
        }
        Map<TorchStorage, ByteBuffer> storages = new HashMap<>();
        long at = start;
        for (Object key : keys) {
            TorchStorage storage = key instanceof String name ? byKey.get(name) : null;
            if (storage == null) {
                throw new WeightFormatException("is damaged: it lists a storage that no tensor uses");
            }
            long count = file.slice(at, Long.BYTES).getLong();
            if (count != storage.count()) {
                throw new WeightFormatException(
                        "is damaged: storage " + key + " has " + count + " elements, expected " + storage.count());
            }
            at += Long.BYTES;
            storages.put(storage, file.slice(at, storage.bytes()));
            at += storage.bytes();
        }
        return storages;
    }
}
