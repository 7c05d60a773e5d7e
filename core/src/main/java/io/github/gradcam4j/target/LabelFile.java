package io.github.gradcam4j.target;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads a text file with one label on each line. */
final class LabelFile {

    private static final int LARGEST = 64 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** A number, as Teachable Machine and Keras write it before the label, or with the separator of a table. */
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})\\s*[\\s,;:]\\s*(\\S.*)");

    private LabelFile() {}

    static Labels read(Path file) throws IOException {
        var lines = text(file)
                .lines()
                .map(line -> line.replace(BYTE_ORDER_MARK, "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new IOException(String.format(Locale.ROOT, "%s is empty; write one label on each line", file));
        }
        return Labels.of(
                withoutNumbers(lines, 0).or(() -> withoutNumbers(lines, 1)).orElse(lines));
    }

    private static String text(Path file) throws IOException {
        var bytes = OrdinaryFile.read(file, LARGEST);
        try {
            return charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s is not text in UTF-8; save it in this encoding", file), e);
        }
    }

    private static Charset charset(byte[] bytes) {
        boolean isUtf16 = bytes.length > 1
                && (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
                        || bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe);
        return isUtf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    /** Returns the lines without their numbers if these are {@code first}, {@code first + 1}, ... */
    private static Optional<List<String>> withoutNumbers(List<String> lines, int first) {
        var names = IntStream.range(0, lines.size())
                .mapToObj(i -> name(lines.get(i), first + i))
                .flatMap(Optional::stream)
                .toList();
        // Labels such as "1 euro" and "2 euro" differ only in their numbers.
        boolean distinct = new HashSet<>(names).size() == new HashSet<>(lines).size();
        return names.size() == lines.size() && distinct ? Optional.of(names) : Optional.empty();
    }

    private static Optional<String> name(String line, int number) {
        var matcher = NUMBERED.matcher(line);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) == number
                ? Optional.of(matcher.group(2))
                : Optional.empty();
    }
}
