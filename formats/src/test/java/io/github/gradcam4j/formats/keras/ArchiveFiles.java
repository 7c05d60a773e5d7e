package io.github.gradcam4j.formats.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes {@code .keras} files by the layout of Keras's saving_lib.py. */
final class ArchiveFiles {

    private final Map<String, Object> weights = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    /** @param path such as {@code layers/conv2d/vars/0} */
    ArchiveFiles weight(String path, float[] values, int... shape) {
        weights.put(path, Hdf5Files.shaped(values, shape));
        return this;
    }

    /** Adds the name of a layer to its group of variables, as Keras 3.6 and later do. */
    ArchiveFiles name(String path, String layer) {
        names.put(path, layer);
        return this;
    }

    /**
     * @param version of Keras
     * @param method {@link ZipEntry#STORED}, as Keras, or {@link ZipEntry#DEFLATED}
     */
    Path write(Path folder, String model, String version, int method) throws IOException {
        Path hdf = folder.resolve("model.weights.h5");
        try (var file = HdfFile.write(hdf)) {
            var groups = new LinkedHashMap<String, WritableGroup>();
            weights.forEach((path, values) -> {
                int end = path.lastIndexOf('/');
                group(groups, file, path.substring(0, end)).putDataset(path.substring(end + 1), values);
            });
            names.forEach((path, name) -> group(groups, file, path).putAttribute("name", name));
        }
        Path archive = folder.resolve("model.keras");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            add(zip, method, "metadata.json", bytes("{'keras_version':'%s'}".formatted(version)));
            add(zip, method, "config.json", bytes(model));
            add(zip, method, "model.weights.h5", Files.readAllBytes(hdf));
        }
        return archive;
    }

    private static WritableGroup group(Map<String, WritableGroup> groups, WritableGroup root, String path) {
        var existing = groups.get(path);
        if (existing != null) {
            return existing;
        }
        int end = path.lastIndexOf('/');
        var parent = end < 0 ? root : group(groups, root, path.substring(0, end));
        var created = parent.putGroup(path.substring(end + 1));
        groups.put(path, created);
        return created;
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static void add(ZipOutputStream zip, int method, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
            var crc = new CRC32();
            crc.update(content);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
