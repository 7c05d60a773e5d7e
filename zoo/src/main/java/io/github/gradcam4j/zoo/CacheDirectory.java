package io.github.gradcam4j.zoo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The directory of downloaded models and images: {@code $GRADCAM_HOME}, else {@code $XDG_CACHE_HOME/gradcam4j}, else
 * {@code ~/.cache/gradcam4j}.
 */
public record CacheDirectory(Path path) {

    public CacheDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /** Returns the directory that the environment variables of this process name. */
    public static CacheDirectory fromEnvironment() {
        return of(System.getenv(), System.getProperty("user.home"));
    }

    static CacheDirectory of(Map<String, String> environment, String userHome) {
        String own = environment.getOrDefault("GRADCAM_HOME", "");
        if (!own.isBlank()) {
            return new CacheDirectory(Path.of(own));
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return new CacheDirectory(
                (caches.isBlank() ? Path.of(userHome, ".cache") : Path.of(caches)).resolve("gradcam4j"));
    }

    /**
     * Creates the directory if it is missing.
     *
     * @throws FileSystemException if nothing can be written there; the message contains the way out
     */
    public void requireWritable() throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw notWritable(e);
        }
        if (!Files.isWritable(path)) {
            throw notWritable(null);
        }
    }

    private FileSystemException notWritable(IOException cause) {
        var failure = new FileSystemException(
                path.toString(),
                null,
                "nothing can be written there; set GRADCAM_HOME to a folder for models that can be written");
        failure.initCause(cause);
        return failure;
    }

    /** Returns the folder of the ONNX files, with a folder for each model. */
    public Path models() {
        return path.resolve("models");
    }

    /** Returns the folder of the user's cards. */
    public Path cards() {
        return path.resolve("cards");
    }

    /** Returns the folder of the curated photographs. */
    public Path samples() {
        return path.resolve("samples");
    }

    /** Returns the folder of downloaded files, complete or in progress. */
    public Path downloads() {
        return path.resolve("downloads");
    }

    /** Returns the folder of ONNX files that were converted from files outside this directory. */
    public Path converted() {
        return path.resolve("converted");
    }
}
