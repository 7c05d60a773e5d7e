package io.github.gradcam4j.formats.keras;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The chunks of a data set that may be untrusted. The library decodes every chunk that the file lists, whatever its
 * decoded size is; so they are checked before: they lie in the grid of the data set, and each has the size of a chunk.
 */
final class Hdf5Chunks {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;

    /** The filters that h5py has for every installation of HDF5. */
    private static final List<Integer> SUPPORTED = List.of(DEFLATE, SHUFFLE, FLETCHER32);

    private final ChunkedDataset dataset;
    private final int[] shape;
    private final int[] chunk;

    /** The size of a decoded chunk in bytes. */
    private final long size;

    /** @throws HdfException if the chunks have another number of dimensions than the data set, or are empty */
    Hdf5Chunks(ChunkedDataset dataset) {
        this.dataset = dataset;
        this.shape = dataset.getDimensions();
        this.chunk = dataset.getChunkDimensions();
        if (chunk.length != shape.length || chunk.length == 0) {
            throw damaged(String.format(
                    Locale.ROOT, "its chunks have %d dimensions instead of %d", chunk.length, shape.length));
        }
        long bytes = dataset.getDataType().getSize();
        for (int length : chunk) {
            if (length <= 0) {
                throw damaged("its chunks have a dimension of " + length);
            }
            bytes = Math.multiplyExact(bytes, length);
        }
        this.size = bytes;
    }

    /**
     * Returns the size of all decoded chunks in bytes, with the parts at the edges that are outside of the data set.
     */
    long bytes() {
        long bytes = size;
        for (int axis = 0; axis < shape.length; axis++) {
            bytes = Math.multiplyExact(bytes, (shape[axis] + chunk[axis] - 1L) / chunk[axis]);
        }
        return bytes;
    }

    /**
     * Decodes the chunks without keeping them.
     *
     * @throws HdfException if one is missing, has another size, is outside of the data set, or has unknown filters
     */
    void require() {
        boolean deflated = isDeflated();
        long stored = 0;
        var offset = new int[shape.length];
        do {
            ByteBuffer raw = dataset.getRawChunkBuffer(offset);
            stored += raw.remaining();
            if (deflated ? !inflatesTo(size, raw) : raw.remaining() < size) {
                throw damaged(String.format(Locale.ROOT, "a chunk does not have the size of %,d bytes", size));
            }
        } while (next(offset));
        if (stored != dataset.getStorageInBytes()) {
            throw damaged("some of its chunks are outside of it");
        }
    }

    private boolean isDeflated() {
        var filters =
                dataset.getFilters().stream().map(PipelineFilterWithData::getId).toList();
        if (!SUPPORTED.containsAll(filters) || filters.stream().distinct().count() < filters.size()) {
            throw damaged("its filters are " + filters + "; supported are deflate (1), shuffle (2) and fletcher32 (3),"
                    + " each once");
        }
        return filters.contains(DEFLATE);
    }

    /** Advances to the next chunk in row-major order; returns false after the last one. */
    private boolean next(int[] offset) {
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            offset[axis] += chunk[axis];
            if (offset[axis] < shape[axis]) {
                return true;
            }
            offset[axis] = 0;
        }
        return false;
    }

    private HdfException damaged(String reason) {
        return new HdfException("weight " + dataset.getPath() + ": " + reason);
    }

    private static boolean inflatesTo(long size, ByteBuffer raw) {
        var inflater = new Inflater();
        try {
            inflater.setInput(raw);
            var part = new byte[1 << 16];
            int count = 1;
            while (count > 0 && inflater.getBytesWritten() <= size) {
                count = inflater.inflate(part);
            }
            return inflater.finished() && inflater.getBytesWritten() == size;
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }
}
