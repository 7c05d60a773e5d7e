package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Extraction of gzipped tar archives, the format of npm packages. The archive may be untrusted. */
public final class Archive {

    private static final long MOST_BYTES = 4L << 30;
    private static final int MOST_ENTRIES = 10_000;

    private Archive() {}

    /**
     * Extracts the regular files of an archive into a folder.
     *
     * @throws DownloadException if the archive is damaged, contains a path outside the folder, or has more than 4 GiB
     *     or 10,000 entries
     */
    public static void unpack(Path archive, Path folder) throws IOException {
        long bytes = 0;
        int entries = 0;
        try (var in = new TarArchiveInputStream(
                new GzipCompressorInputStream(new BufferedInputStream(OrdinaryFile.open(archive), 1 << 16)))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                bytes += entry.getSize();
                entries++;
                if (bytes > MOST_BYTES || entries > MOST_ENTRIES) {
                    throw new DownloadException(archive + " is larger than a model can be; it is not extracted");
                }
                if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
                    Files.copy(in, within(folder, entry.getName(), archive));
                }
            }
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException(
                    String.format(
                            Locale.ROOT, "cannot extract %s into %s: %s", archive, folder, MessageText.excerpt(e)),
                    e);
        }
        if (entries == 0) {
            throw new DownloadException(archive + " is an empty archive");
        }
    }

    private static Path within(Path folder, String name, Path archive) throws IOException {
        Path target;
        try {
            target = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new DownloadException(
                    archive + " contains a file whose name is not possible here: " + MessageText.excerpt(name), e);
        }
        if (!target.startsWith(folder)) {
            throw new DownloadException(String.format(
                    Locale.ROOT,
                    "%s contains a path outside its folder, %s; it is refused",
                    archive,
                    MessageText.excerpt(name)));
        }
        Files.createDirectories(target.getParent());
        return target;
    }
}
