package io.github.gradcam4j.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    @TempDir
    Path folder;

    @Test
    void filesInFoldersAreUnpacked() throws IOException {
        var target = unpack(archive("package/a.txt", "package/b/c.txt"));
        assertEquals("package/a.txt", Files.readString(target.resolve("package/a.txt")));
        assertEquals("package/b/c.txt", Files.readString(target.resolve("package/b/c.txt")));
    }

    @Test
    void aPathOutOfTheFolderIsRefused() throws IOException {
        for (String name : new String[] {"../evil.txt", "a/../../evil.txt"}) {
            fails(name + "; it is refused", archive("package/a.txt", name));
            assertFalse(Files.exists(folder.resolve("evil.txt")));
        }
    }

    @Test
    void linksAreLeftOut() throws IOException {
        var file = folder.resolve("links.tgz");
        try (var out = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)))) {
            var link = new TarArchiveEntry("package/link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        }
        assertFalse(Files.exists(unpack(file).resolve("package/link"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        var names = new String[10_001];
        Arrays.setAll(names, i -> "folder/");
        fails("is larger than a model can be; it is not extracted", archive(names));
    }

    @Test
    void tooManyBytesAreRefused() throws IOException {
        var file = folder.resolve("huge.tgz");
        try (var out = new GzipCompressorOutputStream(Files.newOutputStream(file))) {
            var entry = new TarArchiveEntry("huge");
            entry.setSize(5L << 30);
            var header = new byte[512];
            entry.writeEntryHeader(header);
            out.write(header);
        }
        fails("is larger than a model can be; it is not extracted", file);
    }

    @Test
    void anEmptyArchiveIsRefused() throws IOException {
        fails("is an empty archive", archive());
    }

    @Test
    void whatIsNoArchiveIsNamed() throws IOException {
        var file = Files.writeString(folder.resolve("page.tgz"), "<html>no such package</html>");
        fails("cannot extract " + file, file);
    }

    @Test
    void aTruncatedArchiveIsNamed() throws IOException {
        var whole = Files.readAllBytes(archive("package/a.txt", "package/b.txt"));
        var file = Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(whole, whole.length / 2));
        fails("cannot extract " + file, file);
    }

    private Path archive(String... names) throws IOException {
        var file = folder.resolve("archive.tgz");
        try (var out = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)))) {
            for (String name : names) {
                var entry = new TarArchiveEntry(name);
                var content = name.getBytes(StandardCharsets.UTF_8);
                entry.setSize(entry.isDirectory() ? 0 : content.length);
                out.putArchiveEntry(entry);
                if (!entry.isDirectory()) {
                    out.write(content);
                }
                out.closeArchiveEntry();
            }
        }
        return file;
    }

    private Path unpack(Path archive) throws IOException {
        var target = Files.createTempDirectory(folder, "unpacked");
        Archive.unpack(archive, target);
        return target;
    }

    private void fails(String expected, Path archive) {
        String message =
                assertThrows(DownloadException.class, () -> unpack(archive)).getMessage();
        assertTrue(message.contains(expected), message);
        assertFalse(message.contains("null"), message);
    }
}
