package io.github.gradcam4j.formats.foreign;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The parts of a file or folder that tell its format.
 *
 * @param path of the file or folder
 * @param head the first bytes of the file as ISO 8859-1; empty for a folder
 * @param entries the names in the folder or the zip archive
 */
record Sample(Path path, String head, List<String> entries) {

    private static final int HEAD = 4096;
    private static final int MAX_ENTRIES = 10_000;
    private static final String ZIP = "PK\u0003\u0004";

    static Sample of(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var files = Files.list(path)) {
                var names = files.limit(MAX_ENTRIES)
                        .map(file -> file.getFileName().toString())
                        .sorted()
                        .toList();
                return new Sample(path, "", names);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        try (var input = OrdinaryFile.open(path)) {
            var head = new String(input.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            return new Sample(path, head, head.startsWith(ZIP) ? zipEntries(path) : List.of());
        }
    }

    private static List<String> zipEntries(Path path) {
        try (var zip = ZipFile.builder().setPath(path).get()) {
            var names = new ArrayList<String>();
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (names.size() == MAX_ENTRIES) {
                    break;
                }
                names.add(entry.getName());
            }
            return List.copyOf(names);
        } catch (IOException | IllegalArgumentException damaged) {
            return List.of();
        }
    }

    boolean isFolder() {
        return Files.isDirectory(path);
    }

    boolean startsWith(String magic) {
        return head.startsWith(magic);
    }

    boolean hasAt(int offset, String magic) {
        return head.startsWith(magic, offset);
    }

    /** Returns whether the folder or the archive has an entry whose path ends with this one. */
    boolean hasEntry(String name) {
        return entries.stream().anyMatch(entry -> entry.equals(name) || entry.endsWith("/" + name));
    }

    boolean isZip() {
        return head.startsWith(ZIP);
    }

    boolean endsWith(List<String> endings) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(name::endsWith);
    }

    /** Returns whether a file beside this one has the same name with another ending. */
    boolean hasNeighbor(String ending) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 && Files.exists(path.resolveSibling(name.substring(0, dot) + ending));
    }
}
