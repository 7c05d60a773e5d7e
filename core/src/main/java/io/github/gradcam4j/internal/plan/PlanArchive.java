package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.internal.disk.FileContent;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The entries of a plan's ZIP archive. Graphs are stored, since weights hardly become smaller; texts are compressed.
 * The same entries give the same bytes. Reading has limits, as archives are untrusted input.
 */
final class PlanArchive {

    /** The first bytes of a ZIP archive with entries. */
    private static final byte[] MAGIC = {'P', 'K', 3, 4};

    /** The beginning of the record at the end of an archive without a comment. */
    private static final byte[] END = {'P', 'K', 5, 6};

    private static final int END_LENGTH = 22;

    /** The first byte of an ONNX file: the tag of the version of the format. */
    private static final byte ONNX = 8;

    private static final int START = 512;
    private static final int MOST_ENTRIES = 256;
    private static final int BUFFER = 1 << 16;

    /** The size of all entries that any archive may have, and how often the archive's size is allowed beyond it. */
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private static final int LARGEST_RATIO = 20;

    /** The time of all entries: the first one that ZIP can express. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private PlanArchive() {}

    /** Writes entries in their order. Does not close the stream. */
    static void write(Map<String, byte[]> entries, OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        for (var content : entries.entrySet()) {
            var entry = new ZipEntry(content.getKey());
            entry.setTimeLocal(TIME);
            if (content.getKey().endsWith(".onnx")) {
                store(entry, content.getValue());
            }
            zip.putNextEntry(entry);
            zip.write(content.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    private static void store(ZipEntry entry, byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
    }

    /**
     * Reads all entries. Does not close the stream.
     *
     * @param name of the file, for messages
     * @throws InvalidModelException if the stream is no archive, ends too early, or exceeds a limit
     */
    static Map<String, byte[]> read(InputStream in, String name) throws IOException {
        var counted = new Counted(new PushbackInputStream(in, START));
        counted.requireZip(name);
        var entries = new LinkedHashMap<String, byte[]>();
        try {
            var zip = new ZipInputStream(counted);
            long total = 0;
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entries.size() == MOST_ENTRIES) {
                    throw invalid(name, String.format(Locale.ROOT, "has more than %d entries", MOST_ENTRIES));
                }
                var content = content(zip, counted, total, name);
                total += content.length;
                if (entries.put(entry.getName(), content) != null) {
                    throw invalid(name, String.format(Locale.ROOT, "has two entries '%s'", entry.getName()));
                }
            }
            counted.requireEnd();
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            String reason = counted.ended
                    ? "ends in the middle: the copy is incomplete. Copy it, or write the plan, again"
                    : String.format(Locale.ROOT, "is a damaged plan (%s). Write it again", e.getMessage());
            throw new InvalidModelException(name + " " + reason, e);
        }
        return entries;
    }

    private static byte[] content(InputStream entry, Counted archive, long before, String name) throws IOException {
        var content = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        for (int n = entry.read(buffer); n >= 0; n = entry.read(buffer)) {
            content.write(buffer, 0, n);
            if (before + content.size() > ALWAYS_ALLOWED + LARGEST_RATIO * archive.count) {
                throw invalid(name, "expands to more than " + LARGEST_RATIO + " times its size");
            }
            if (content.size() > Integer.MAX_VALUE - 2 * BUFFER) {
                throw invalid(name, "has an entry of more than 2 GiB");
            }
        }
        return content.toByteArray();
    }

    private static InvalidModelException invalid(String name, String reason) {
        return new InvalidModelException(
                String.format(Locale.ROOT, "%s %s, as no plan of gradcam4j does. It was not read", name, reason));
    }

    /** A stream that counts the bytes that were read. */
    private static final class Counted extends FilterInputStream {

        private final PushbackInputStream source;
        private final byte[] last = new byte[END_LENGTH];
        private long count;
        private boolean ended;

        Counted(PushbackInputStream source) {
            super(source);
            this.source = source;
        }

        void requireZip(String name) throws IOException {
            var start = source.readNBytes(START);
            if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
                throw new InvalidModelException(String.format(Locale.ROOT, "%s %s", name, otherFile(start)));
            }
            source.unread(start);
        }

        private static String otherFile(byte[] start) {
            return start.length > 0 && start[0] == ONNX
                    ? "is an ONNX model, not a plan: open it with Explainer.open, and make a plan with"
                            + " Explainer.plan"
                    : FileContent.failedDownload(start, start.length)
                            .orElse("is not a plan: ExplainPlan.write writes one");
        }

        /** Reads the rest. A file that ends between two entries has no record of its end. */
        void requireEnd() throws IOException {
            transferTo(OutputStream.nullOutputStream());
            if (!Arrays.equals(Arrays.copyOf(last, END.length), END)) {
                throw new EOFException("no end of the central directory");
            }
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            ended |= n < 0;
            if (n > 0) {
                count += n;
                int kept = Math.min(n, last.length);
                System.arraycopy(last, kept, last, 0, last.length - kept);
                System.arraycopy(bytes, offset + n - kept, last, last.length - kept, kept);
            }
            return n;
        }
    }
}
