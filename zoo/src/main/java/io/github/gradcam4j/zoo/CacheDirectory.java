package io.github.gradcam4j.zoo;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where models and pictures are kept: {@code $GRADCAM_HOME}, else {@code $XDG_CACHE_HOME/gradcam4j}, else
 * {@code ~/.cache/gradcam4j}.
 */
public record CacheDirectory(Path path) {

    public CacheDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /** As the environment of this process says. */
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

    /** A folder for each model that is here. */
    public Path models() {
        return path.resolve("models");
    }

    /** The cards that the user added. */
    public Path cards() {
        return path.resolve("cards");
    }

    /** The curated photographs. */
    public Path samples() {
        return path.resolve("samples");
    }

    /** Files as they were fetched, and what is there of them so far. */
    public Path downloads() {
        return path.resolve("downloads");
    }

    /** ONNX files made of models that lie elsewhere. */
    public Path converted() {
        return path.resolve("converted");
    }
}
