package io.github.gradcam4j.formats.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A reader of torch's format since 1.6: a zip archive with the uncompressed entries {@code NAME/data.pkl},
 * {@code NAME/data/KEY} for each storage, and optionally {@code NAME/byteorder}. The bytes of the entries are slices of
 * the mapped file.
 */
final class TorchZip {
    /** The first four bytes, little endian. */
    static final int SIGNATURE = 0x04034b50;

    private static final String PICKLE = "data.pkl";

    private final ZipFile zip;
    private final MappedFile file;
    private final String root;

    private TorchZip(ZipFile zip, MappedFile file) throws WeightFormatException {
        this.zip = zip;
        this.file = file;
        this.root = root(zip);
    }

    static StateDict read(Path path, MappedFile file) throws WeightFormatException {
        try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
            return new TorchZip(zip, file).stateDict();
        } catch (WeightFormatException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new WeightFormatException(
                    "is a damaged or cut-short zip archive (copy or download it again): " + e.getMessage(), e);
        }
    }

    private static String root(ZipFile zip) throws WeightFormatException {
        List<String> pickles = Collections.list(zip.getEntries()).stream()
                .map(ZipArchiveEntry::getName)
                .filter(name -> name.equals(PICKLE) || name.matches("[^/]+/" + PICKLE))
                .toList();
        if (pickles.size() != 1) {
            throw new WeightFormatException("is a zip archive but not a torch checkpoint: it has " + pickles.size()
                    + " entries " + PICKLE + ", expected one");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private StateDict stateDict() throws WeightFormatException {
        if (zip.getEntry(root + "constants.pkl") != null) {
            throw new WeightFormatException("is a TorchScript program, not weights. " + TorchGlobal.ADVICE);
        }
        ByteBuffer pickle = bytes(PICKLE);
        if (pickle.remaining() > Pickle.MAX_BYTES) {
            throw new WeightFormatException(
                    "has a pickle of " + pickle.remaining() + " bytes; the limit is " + Pickle.MAX_BYTES);
        }
        ByteOrder order = byteOrder();
        return TorchCheckpoint.bind(Pickle.read(pickle).value(), storage -> storage(storage, order));
    }

    private ByteOrder byteOrder() throws WeightFormatException {
        return zip.getEntry(root + "byteorder") != null
                        && StandardCharsets.US_ASCII
                                .decode(bytes("byteorder"))
                                .toString()
                                .equals("big")
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
    }

    private ByteBuffer storage(TorchStorage storage, ByteOrder order) throws WeightFormatException {
        ByteBuffer bytes = bytes("data/" + storage.key());
        if (bytes.remaining() < storage.bytes()) {
            throw new WeightFormatException("storage " + storage.key() + " has " + bytes.remaining()
                    + " bytes, expected " + storage.bytes() + " (" + storage.count() + " of " + storage.type() + ")");
        }
        return bytes.slice(0, (int) storage.bytes()).order(order);
    }

    private ByteBuffer bytes(String name) throws WeightFormatException {
        ZipArchiveEntry entry = zip.getEntry(root + name);
        if (entry == null) {
            throw new WeightFormatException("is incomplete: its archive has no entry " + root + name);
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new WeightFormatException("has a compressed entry " + entry.getName()
                    + "; torch.save stores entries uncompressed: load it with torch and save it again");
        }
        return file.slice(entry.getDataOffset(), entry.getSize());
    }
}
