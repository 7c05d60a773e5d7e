package io.github.gradcam4j.zoo;

import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import io.github.gradcam4j.zoo.download.DownloadLock;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Builds ONNX files, each once: threads and processes that need the same file take turns, and the file appears complete
 * or not at all.
 *
 * @param home the directory of the folder
 * @param folder for locks and for work in progress; on the file system of the ONNX files
 */
record ModelBuildLock(CacheDirectory home, Path folder) {

    /** The supplier of the file that is converted. */
    @FunctionalInterface
    interface BuildInput {
        /**
         * Returns the file.
         *
         * @param scratch for files that are only needed during the build
         */
        Path fetch(ScratchDirectory scratch) throws IOException, InterruptedException;
    }

    /**
     * Builds a file unless it exists; waits if another thread or process is building it.
     *
     * @param architecture the network of a state dict; empty to recognize it by the weights
     * @return whether this call built the file; false if it existed
     */
    boolean build(Path onnx, Optional<String> architecture, DownloadListener listener, BuildInput input)
            throws IOException, InterruptedException {
        if (Files.isRegularFile(onnx)) {
            return false;
        }
        home.requireWritable();
        String name = "." + onnx.getFileName();
        var lock = DownloadLock.acquire(folder.resolve(name + ".lock"), listener);
        try (lock) {
            if (Files.isRegularFile(onnx)) {
                return false;
            }
            try (var scratch = ScratchDirectory.at(folder.resolve(name + ".partial"))) {
                var file = input.fetch(scratch);
                listener.on(new Progress(Phase.CONVERTING, 0, 0));
                write(Conversion.toOnnx(file, architecture), scratch.path().resolve("complete.onnx"), onnx);
            }
            return true;
        }
    }

    private static void write(ModelSource model, Path partial, Path onnx)
            throws DownloadException, InterruptedException {
        try {
            Files.createDirectories(onnx.getParent());
            model.writeTo(partial);
            AtomicFile.publish(partial, onnx);
        } catch (ClosedByInterruptException e) {
            throw DownloadLock.interruption(e);
        } catch (IOException e) {
            throw new DownloadException(
                    String.format(Locale.ROOT, "%s could not be written: %s", onnx, e.getMessage()), e);
        }
    }
}
