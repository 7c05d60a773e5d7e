package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Opens ordinary files only. A pipe may block for ever, a device may never end, and a folder has no content. All files
 * that are named by a user or by untrusted input are opened here, or after {@link #require}.
 */
public final class OrdinaryFile {

    private OrdinaryFile() {}

    /**
     * Returns the file.
     *
     * @throws NoSuchFileException if it does not exist, or is a link to a file that does not exist
     * @throws FileSystemException if it is a folder, a pipe or a device
     */
    public static Path require(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            return file;
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder, not a file");
        }
        if (Files.exists(file)) {
            throw new FileSystemException(file.toString(), null, "it is a pipe or a device, not an ordinary file");
        }
        boolean link = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        throw new NoSuchFileException(
                file.toString(), null, link ? "it is a link to a file that does not exist" : null);
    }

    /** Opens a file for reading, see {@link #require}. */
    public static InputStream open(Path file) throws IOException {
        return Files.newInputStream(require(file));
    }

    /**
     * Reads a whole file.
     *
     * @param largest the largest size in bytes
     * @throws FileSystemException as {@link #require}, and if the file is larger
     */
    public static byte[] read(Path file, int largest) throws IOException {
        try (var in = open(file)) {
            var bytes = in.readNBytes(largest);
            if (in.read() >= 0) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        String.format(Locale.ROOT, "it has more than %,d bytes, which is the limit here", largest));
            }
            return bytes;
        }
    }
}
