package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Where ONNX Runtime finds its native library. Left alone it unpacks 24 MB into the temporary folder at every start and
 * leaves a folder behind; here they are unpacked once, into a folder that names version and platform.
 */
public final class NativeLibrary {

    private static final String PATH = "onnxruntime.native.path";
    private static final List<String> PARTS =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

    private NativeLibrary() {}

    /**
     * Unpacks the library below {@code home} unless it is there already, and tells ONNX Runtime. To be called before the
     * first {@link Session}; later, and where the user has set {@code onnxruntime.native.path}, it has no effect. Several
     * processes may do so at once.
     *
     * @param home a folder that is kept; made if need be
     */
    public static void unpackInto(Path home) throws IOException {
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        if (System.getProperty(PATH) != null || version == null) {
            return;
        }
        var folder = home.resolve("native")
                .resolve("onnxruntime-" + version + "-" + platform())
                .toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            unpack(folder);
        }
        System.setProperty(PATH, folder.toString());
    }

    private static void unpack(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        var part = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID() + ".part");
        Files.createDirectory(part);
        try {
            for (String name : PARTS) {
                copy(System.mapLibraryName(name), part);
            }
            move(part, folder);
        } finally {
            delete(part);
        }
    }

    private static void copy(String file, Path folder) throws IOException {
        try (InputStream library = OrtEnvironment.class.getResourceAsStream("native/" + platform() + "/" + file)) {
            if (library != null) {
                Files.copy(library, folder.resolve(file));
            }
        }
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
