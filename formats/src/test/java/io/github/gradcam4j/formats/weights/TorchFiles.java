package io.github.gradcam4j.formats.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A writer of state dicts in torch's formats, so that tests need neither torch nor its files. */
public final class TorchFiles {
    private TorchFiles() {}

    /** Writes a zip-format checkpoint ({@code torch.save(model.state_dict(), file)}) of these tensors as float32. */
    public static void writeZip(Path file, Collection<WeightTensor> tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            store(zip, "archive/data.pkl", ByteBuffer.wrap(pickle(PickleWriter.zip(), tensors)));
            int key = 0;
            for (WeightTensor tensor : tensors) {
                store(zip, "archive/data/" + key++, tensor.littleEndianFloats());
            }
            store(zip, "archive/version", ByteBuffer.wrap(new byte[] {'3', '\n'}));
        }
    }

    /** Returns a legacy-format checkpoint of these tensors as float32. */
    static byte[] legacy(List<WeightTensor> tensors) {
        PickleWriter keys = PickleWriter.zip().op(']').op('(');
        for (int key = 0; key < tensors.size(); key++) {
            keys.text(Integer.toString(key));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(legacyHead());
        out.writeBytes(pickle(PickleWriter.legacy(), tensors));
        out.writeBytes(keys.op('e').stop());
        for (WeightTensor tensor : tensors) {
            ByteBuffer floats = tensor.littleEndianFloats();
            ByteBuffer bytes =
                    ByteBuffer.allocate(Long.BYTES + floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            out.writeBytes(bytes.putLong(tensor.count()).put(floats).array());
        }
        return out.toByteArray();
    }

    /** Returns the start of a legacy file: magic number, version and sizes of C types. */
    static byte[] legacyHead() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PickleWriter.zip()
                .bytes(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop());
        out.writeBytes(PickleWriter.zip().integer(1001).stop());
        out.writeBytes(PickleWriter.zip().op('}').stop());
        return out.toByteArray();
    }

    /** Returns a zip archive of a pickle and storages with the keys 0, 1, ... */
    static byte[] zip(byte[] pickle, byte[]... storages) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        for (int key = 0; key < storages.length; key++) {
            entries.put("archive/data/" + key, storages[key]);
        }
        return zip(entries);
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                store(zip, entry.getKey(), ByteBuffer.wrap(entry.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, ByteBuffer bytes) throws IOException {
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] pickle(PickleWriter pickle, Collection<WeightTensor> tensors) {
        pickle.orderedDict().op('(');
        int key = 0;
        for (WeightTensor tensor : tensors) {
            long[] shape = tensor.shape();
            pickle.text(tensor.name());
            pickle.tensor(
                    "FloatStorage", Integer.toString(key++), tensor.count(), 0, shape, WeightTensor.rowMajor(shape));
        }
        return pickle.op('u').stop();
    }
}
