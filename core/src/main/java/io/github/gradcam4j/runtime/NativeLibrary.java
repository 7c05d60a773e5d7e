package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The location of ONNX Runtime's native library. By default ONNX Runtime unpacks 24 MB to the temporary folder at each
 * start. {@link #unpackInto} unpacks them once, to a folder whose name contains version, artifact and platform. No
 * temporary folder is left behind. Thread safe.
 */
public final class NativeLibrary {

    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

    private static final String PATH = "onnxruntime.native.path";
    private static final String GPU = "onnxruntime_providers_cuda";
    private static final List<String> PARTS =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared", GPU);

    private NativeLibrary() {}

    /**
     * Unpacks the library to a folder below {@code home}, unless that folder exists, and sets the system property
     * {@code onnxruntime.native.path} to it. Call this method before the first {@link Session}: later it has no effect,
     * nor if the property is set. Several processes may call it at the same time.
     *
     * @param home a permanent folder; created if it does not exist
     * @throws IOException if the library cannot be written
     */
    public static void unpackInto(Path home) throws IOException {
        Objects.requireNonNull(home, "home");
        String version = version();
        if (System.getProperty(PATH) != null || version == null) {
            return;
        }
        var folder = home.resolve("native")
                .resolve("onnxruntime-" + version + (resource(GPU) == null ? "-" : "-gpu-") + platform())
                .toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            unpack(folder);
        }
        System.setProperty(PATH, folder.toString());
    }

    /**
     * Returns the one environment of ONNX Runtime; the first call loads the native library. Its errors are exceptions,
     * so it writes no lines of its own to the standard error stream.
     */
    static OrtEnvironment environment() {
        return Loaded.ENVIRONMENT;
    }

    private static final class Loaded {

        private static final OrtLoggingLevel LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        private static final String NAME = "gradcam4j";

        static final OrtEnvironment ENVIRONMENT = load();

        private static OrtEnvironment load() {
            var environment = OrtEnvironment.getEnvironment(LEVEL, NAME);
            LOG.log(
                    Level.DEBUG,
                    () -> String.format(
                            Locale.ROOT,
                            "loaded ONNX Runtime %s from %s",
                            environment.getVersion(),
                            System.getProperty(PATH, "its archive")));
            try {
                retain();
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "ONNX Runtime is closed when the process ends, even under a running call, which may crash",
                        e);
            }
            try {
                temporary().ifPresent(NativeLibrary::removeTemporary);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.DEBUG, "the temporary folder was not found; ONNX Runtime removes it at the end", e);
            }
            return environment;
        }

        /**
         * Takes a second reference to the environment, which is never released. ONNX Runtime's Java API releases one
         * when the process ends, while other threads may still open sessions and run them; without the second one that
         * destroys the environment, and such a thread ends the process with a crash. There is no public method for it.
         */
        private static void retain() throws ReflectiveOperationException {
            var api = runtimeField("ortApiHandle").getLong(null);
            var create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api, LEVEL.getValue(), NAME);
        }
    }

    /** Returns the temporary folder that ONNX Runtime created for this process. It has no public method for that. */
    private static Optional<Path> temporary() throws ReflectiveOperationException {
        return Optional.ofNullable((Path) runtimeField("tempDirectory").get(null));
    }

    private static Field runtimeField(String name) throws ReflectiveOperationException {
        var field = Class.forName(OrtEnvironment.class.getPackageName() + ".OnnxRuntime")
                .getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /**
     * Removes the folder: now if nothing will be unpacked to it, else at the end of the process. ONNX Runtime itself
     * tries to remove the folder before its files.
     */
    private static void removeTemporary(Path folder) {
        boolean unused = System.getProperty(PATH) != null && resource(GPU) == null;
        if (unused) {
            remove(folder);
        } else {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "gradcam-native-library"));
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> String.format(Locale.ROOT, "%s is not removed: %s", folder, e));
        }
    }

    /** Returns ONNX Runtime's version; null if its archive does not contain one. */
    public static String version() {
        return OrtEnvironment.class.getPackage().getImplementationVersion();
    }

    private static void unpack(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        var part = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID() + ".part");
        Files.createDirectory(part);
        try {
            for (String name : PARTS) {
                copy(name, part);
            }
            move(part, folder);
        } finally {
            delete(part);
        }
    }

    private static void copy(String name, Path folder) throws IOException {
        var library = resource(name);
        if (library != null) {
            try (InputStream in = library.openStream()) {
                Files.copy(in, folder.resolve(System.mapLibraryName(name)));
            }
        }
    }

    /** Returns the URL of a part of the library on the class path; null if it is absent. */
    private static URL resource(String name) {
        return OrtEnvironment.class.getResource("native/" + platform() + "/" + System.mapLibraryName(name));
    }

    /** Moves the folder to its final name. If another process was faster, its copy is used. */
    private static void move(Path part, Path folder) throws IOException {
        try {
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void delete(Path part) throws IOException {
        if (Files.isDirectory(part)) {
            for (String name : PARTS) {
                Files.deleteIfExists(part.resolve(System.mapLibraryName(name)));
            }
            Files.delete(part);
        }
    }

    /** Returns the platform's name in ONNX Runtime's archive, such as {@code linux-x64}. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.contains("win") && !os.contains("darwin") ? "win" : os.contains("mac") ? "osx" : "linux")
                + "-"
                + (arch.equals("aarch64") ? "aarch64" : "x64");
    }
}
