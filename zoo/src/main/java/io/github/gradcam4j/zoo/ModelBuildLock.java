package io.github.gradcam4j.zoo;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import io.github.gradcam4j.zoo.download.DownloadLock;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where ONNX files are made: each once, whichever thread or process asks first, and whole or not at all.
 *
 * @param folder for locks and for work in progress; on the file system of what is made
 */
record ModelBuildLock(Path folder) {

    /** Finds the file to convert. */
    @FunctionalInterface
    interface Material {
        Path into(ScratchDirectory scratch) throws IOException, InterruptedException;
    }

    /**
     * Makes a file, or waits until whoever is at it has made it.
     *
     * @param architecture the network that a state dict's weights are for; empty to tell by the weights
     * @return whether this call made it; false where it is there
     */
    boolean make(Path onnx, Optional<String> architecture, DownloadListener listener, Material material)
            throws IOException, InterruptedException {
        if (Files.isRegularFile(onnx)) {
            return false;
        }
        String name = "." + onnx.getFileName();
        var lock = DownloadLock.acquire(folder.resolve(name + ".lock"), listener);
        try (lock) {
            if (Files.isRegularFile(onnx)) {
                return false;
            }
            try (var scratch = ScratchDirectory.at(folder.resolve(name + ".partial"))) {
                var file = material.into(scratch);
                listener.on(new Progress(Phase.CONVERTING, 0, 0));
                write(Conversion.toOnnx(file, architecture), scratch.path().resolve("whole.onnx"), onnx);
            }
            return true;
        }
    }

    private static void write(ModelSource model, Path partial, Path onnx) throws DownloadException {
        try {
            Files.createDirectories(onnx.getParent());
            model.writeTo(partial);
            Files.move(partial, onnx, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DownloadException("%s could not be written: %s".formatted(onnx, e.getMessage()), e);
        }
    }
}
