package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Locates ONNX Runtime's native library. By itself ONNX Runtime unpacks 24 MB into the temporary folder at every start;
 * {@link #unpackInto} unpacks them once, into a folder that names version, artifact and platform. No temporary folder is left
 * behind.
 */
public final class NativeLibrary {

    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

    private static final String PATH = "onnxruntime.native.path";
    private static final String GPU = "onnxruntime_providers_cuda";
    private static final List<String> PARTS =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared", GPU);

    private NativeLibrary() {}

    /**
     * Unpacks the library below {@code home} unless it is there already, and tells ONNX Runtime. To be called before the
     * first {@link Session}; later, and where the user has set {@code onnxruntime.native.path}, it has no effect. Several
     * processes may do so at once.
     *
     * @param home a folder that is kept; made if need be
     */
    public static void unpackInto(Path home) throws IOException {
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

    /** Returns the one environment of ONNX Runtime; the first call loads the native library. */
    static OrtEnvironment environment() {
        return Loaded.ENVIRONMENT;
    }

    private static final class Loaded {

        static final OrtEnvironment ENVIRONMENT = load();

        private static OrtEnvironment load() {
            var environment = OrtEnvironment.getEnvironment();
            LOG.log(
                    Level.DEBUG,
                    () -> String.format(
                            Locale.ROOT,
                            "loaded ONNX Runtime %s from %s",
                            environment.getVersion(),
                            System.getProperty(PATH, "its archive")));
            try {
                temporary().ifPresent(NativeLibrary::removeTemporary);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.DEBUG, "the temporary folder of ONNX Runtime is left to it", e);
            }
            return environment;
        }
    }

    /** Finds the folder that ONNX Runtime has made for this process, used or not; it has no public method for that. */
    private static Optional<Path> temporary() throws ReflectiveOperationException {
        var field = Class.forName(OrtEnvironment.class.getPackageName() + ".OnnxRuntime")
                .getDeclaredField("tempDirectory");
        field.setAccessible(true);
        return Optional.ofNullable((Path) field.get(null));
    }

    /**
     * Removes the folder at once if nothing will be unpacked into it, however the process ends. Else removes it at the end of
     * the process: ONNX Runtime removes the files, and tries the folder while they are still in it.
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
            LOG.log(Level.DEBUG, () -> String.format(Locale.ROOT, "%s stays: %s", folder, e));
        }
    }

    /** ONNX Runtime's version; null where its archive does not tell. */
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

    /** Where the class path has a part of the library; null where it has not. */
    private static URL resource(String name) {
        return OrtEnvironment.class.getResource("native/" + platform() + "/" + System.mapLibraryName(name));
    }

    /** Another process may have been first; its copy is as good. */
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

    /** The platform by the name that ONNX Runtime's archive gives it. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.contains("win") && !os.contains("darwin") ? "win" : os.contains("mac") ? "osx" : "linux")
                + "-"
                + (arch.equals("aarch64") ? "aarch64" : "x64");
    }
}
