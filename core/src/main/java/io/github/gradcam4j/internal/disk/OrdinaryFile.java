package io.github.gradcam4j.internal.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * Opens ordinary files only. A pipe may block without end, a device may never end, and a folder has no content. All
 * files that are named by a user or by untrusted input are opened here, or after {@link #require}.
 */
public final class OrdinaryFile {

    private OrdinaryFile() {}

    /**
     * Returns the file.
     *
     * @throws FileSystemException as {@link #attributes}, and if it is a folder, a pipe or a device
     */
    public static Path require(Path file) throws IOException {
        var attributes = attributes(file);
        if (attributes.isDirectory()) {
            throw new FileSystemException(file.toString(), null, "it is a folder, not a file");
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is a pipe or a device, not an ordinary file");
        }
        return file;
    }

    /**
     * Returns what kind of file a path names; links are followed.
     *
     * @throws NoSuchFileException if it does not exist, or is a link to a file that does not exist
     * @throws AccessDeniedException if this process has no permission for a folder above it
     */
    public static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(
                    file.toString(), null, closed(file) + " cannot be read: this user has no permission");
        } catch (FileSystemException e) { // such as a file in the middle of the path, or links in a circle
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    Files.isSymbolicLink(file) ? "it is a link to a file that does not exist" : e.getReason());
        }
    }

    /** Returns the folder above a file that this process must not enter; a link may lead to another one. */
    private static String closed(Path file) {
        for (var folder = file.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
                return "the folder " + folder;
            }
        }
        return "a folder on the way to it";
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
