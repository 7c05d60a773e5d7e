package io.github.gradcam4j.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Javadoc of records, read from their sources: the first sentence, and the text of each {@code @param}. */
final class RecordJavadoc {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root", ".."));
    private static final List<String> MODULES = List.of("core", "report", "studio");
    private static final Pattern RECORD = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:public )?record (\\w+)\\b",
            Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) #?(?:\\w+\\.)*([^}]*)}");

    /** The paragraphs of a comment: the description under the empty key, then the components. */
    private final Map<Class<?>, Map<String, String>> comments = new HashMap<>();

    /** Returns the first sentence of a record, without a full stop; null if it is no record of ours. */
    String summary(Class<?> type) {
        String text = comment(type).get("");
        return text == null ? null : text.split("\\.(\\s|$)", 2)[0];
    }

    /** Returns the description of a component; null if it has none. */
    String component(Class<?> type, String name) {
        String text = comment(type).get(name);
        return text == null || text.isEmpty() ? null : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private Map<String, String> comment(Class<?> type) {
        return comments.computeIfAbsent(type, RecordJavadoc::read);
    }

    private static Map<String, String> read(Class<?> type) {
        var paragraphs = new HashMap<String, String>();
        if (type.isRecord()) {
            Matcher record = RECORD.matcher(source(type));
            while (record.find()) {
                if (record.group(2).equals(type.getSimpleName())) {
                    paragraphs.putAll(paragraphs(record.group(1)));
                }
            }
        }
        return paragraphs;
    }

    private static String source(Class<?> type) {
        String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        try {
            for (String module : MODULES) {
                var path = ROOT.resolve(module).resolve("src/main/java").resolve(file);
                if (Files.exists(path)) {
                    return Files.readString(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no source for " + type);
    }

    private static Map<String, String> paragraphs(String comment) {
        String text = TAG.matcher(comment.replaceAll("(?m)^\\s*\\* ?", "").replaceAll("<[^>]*>", ""))
                .replaceAll(tag -> Matcher.quoteReplacement("`" + tag.group(1) + "`"));
        var paragraphs = new HashMap<String, String>();
        String[] parts = text.split("(?m)^@param ");
        paragraphs.put("", parts[0].strip().replaceAll("\\s+", " "));
        for (int i = 1; i < parts.length; i++) {
            String[] words = parts[i].strip().replaceAll("\\s+", " ").split(" ", 2);
            paragraphs.put(words[0], words.length > 1 ? words[1] : "");
        }
        return paragraphs;
    }
}
