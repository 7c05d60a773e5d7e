package io.github.gradcam4j.internal.disk;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognition of files that are taken for a model, by their first bytes: Git LFS pointers, pages of a server, archives,
 * models of other formats. Each text follows the name of the file and states what the file is and what to do.
 */
public final class FileContent {

    private static final int START = 512;
    private static final int QUOTED = 60;

    private static final String LFS = "version https://git-lfs.github.com/spec/";
    private static final Pattern LFS_SIZE = Pattern.compile("(?m)^size (\\d+)$");
    private static final Pattern HTML =
            Pattern.compile("(?is)\\s*(<\\?xml.{0,200}>\\s*)?(<!--.*-->\\s*)?<(!doctype html|html|head)\\b.*");
    private static final Pattern LINK = Pattern.compile("\\.{1,2}/[^\\s]+");

    private FileContent() {}

    /** The first bytes of a format. */
    private record Signature(int offset, byte[] bytes, String text) {

        static Signature of(int offset, String hex, String text) {
            return new Signature(offset, HexFormat.of().parseHex(hex), text);
        }

        boolean matches(byte[] start) {
            for (int i = 0; i < bytes.length; i++) {
                if (offset + i >= start.length || start[offset + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Signature> SIGNATURES = List.of(
            Signature.of(0, "1f8b", "is compressed with gzip: unpack it with gunzip"),
            Signature.of(0, "425a68", "is compressed with bzip2: unpack it with bunzip2"),
            Signature.of(0, "fd377a585a00", "is compressed with xz: unpack it with unxz"),
            Signature.of(0, "28b52ffd", "is compressed with zstd: unpack it with unzstd"),
            Signature.of(0, "377abcaf271c", "is a 7z archive: unpack it and give the .onnx file in it"),
            Signature.of(
                    30,
                    HexFormat.of().formatHex("plan.properties".getBytes(StandardCharsets.US_ASCII)),
                    "is an explanation plan, not a model: open it with ExplainPlan.read"),
            Signature.of(
                    0,
                    "504b0304",
                    "is a ZIP archive: unpack it and give the .onnx file in it; a PyTorch checkpoint needs the ending"
                            + " .pth, a Keras model .keras"),
            Signature.of(257, "7573746172", "is a tar archive: unpack it and give the .onnx file in it"),
            Signature.of(0, "894844460d0a1a0a", "is an HDF5 file: a Keras model needs the ending .h5"),
            Signature.of(0, "8002", "is a Python pickle: a PyTorch checkpoint needs the ending .pth"),
            Signature.of(
                    4,
                    "4f52544d",
                    "is in ONNX Runtime's own format (ORT), which cannot be converted back: use the ONNX file that it"
                            + " was made from"),
            Signature.of(
                    4,
                    "54464c33",
                    "is a TensorFlow Lite model: convert it with python -m tf2onnx.convert --tflite FILE --opset 17"
                            + " --output m.onnx"),
            Signature.of(
                    0,
                    "efbbbf",
                    "begins with a byte order mark: a program wrote it as text and damaged it. Download or export it"
                            + " again"),
            Signature.of(
                    0,
                    "08efbfbd",
                    "was written as text and is damaged by that. Download or export it again, in binary mode"));

    /** Returns the first bytes of a file. */
    public static byte[] start(Path file) throws IOException {
        try (var in = OrdinaryFile.open(file)) {
            return in.readNBytes(START);
        }
    }

    /** Returns what a file is if it is an empty file, a Git LFS pointer or an HTML page, which no model is. */
    public static Optional<String> failedDownload(Path file) throws IOException {
        return failedDownload(start(file), Files.size(file));
    }

    /**
     * Returns what a file is, as {@link #failedDownload(Path)}.
     *
     * @param start the first 512 bytes, or all
     * @param size the size of the file
     */
    public static Optional<String> failedDownload(byte[] start, long size) {
        if (size == 0) {
            return Optional.of("is empty: download or export it again");
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith(LFS)) {
            var bytes = LFS_SIZE.matcher(text);
            return Optional.of(String.format(
                    Locale.ROOT,
                    "is a Git LFS pointer, not the file itself%s: run 'git lfs pull' in its folder",
                    bytes.find() ? " of " + bytes.group(1) + " bytes" : ""));
        }
        if (HTML.matcher(text).matches()) {
            return Optional.of("is an HTML page, not a model: a server answered with a page, such as one for a login or"
                    + " an error. Download the file itself");
        }
        return Optional.empty();
    }

    /**
     * Returns what a file is that is not an ONNX model; empty if its first bytes are not known.
     *
     * @param start the first 512 bytes, or all
     * @param size the size of the file
     */
    public static Optional<String> otherThanOnnx(byte[] start, long size) {
        return failedDownload(start, size)
                .or(() -> SIGNATURES.stream()
                        .filter(s -> s.matches(start))
                        .map(Signature::text)
                        .findFirst())
                .or(() -> text(start));
    }

    private static Optional<String> text(byte[] start) {
        int length = Math.min(start.length, START);
        for (int i = 0; i < length; i++) {
            boolean blank = start[i] == '\n' || start[i] == '\r' || start[i] == '\t';
            if (!blank && start[i] >= 0 && start[i] < ' ') {
                return Optional.empty();
            }
        }
        String text = new String(start, 0, length, StandardCharsets.UTF_8).strip();
        if (text.startsWith("ir_version:") || text.startsWith("ir_version :")) {
            return Optional.of("is an ONNX model in protobuf's text format: convert it in Python with"
                    + " onnx.save(onnx.load(FILE, format='textproto'), 'm.onnx')");
        }
        if (LINK.matcher(text).matches()) {
            return Optional.of(
                    "is a symbolic link that was copied as text: copy the file '" + quoted(text) + "' itself");
        }
        String kind = text.startsWith("{") || text.startsWith("[") ? "JSON" : text.startsWith("<") ? "XML" : "text";
        return Optional.of("is " + kind + ", not a model: \"" + quoted(text) + "\". Download or export it again");
    }

    private static String quoted(String text) {
        return MessageText.line(text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...");
    }
}
