package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The text linter: documents, Javadoc, comments, messages and the page's texts contain none of the patterns in
 * {@code prose-rules.tsv}. CONTRIBUTING.md has the style guide.
 */
class ProseTest {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root", ".."));
    private static final Path CORE = ROOT.resolve("core/src/main");
    private static final Set<String> SKIPPED = Set.of("node_modules", ".git", "images", "comparison");
    private static final List<String> RULES_AND_TESTS_OF_RULES =
            List.of("ProseTest.java", "prose-rules.tsv", "CONTRIBUTING.md");

    private enum Where {
        ALL,
        DEV,
        JAVADOC,
        CORE
    }

    private record Rule(Where where, Pattern pattern, String instead) {}

    private enum Kind {
        PAGE,
        DOCUMENT,
        COMMENT,
        MESSAGE,
        FIRST_SENTENCE
    }

    /** A paragraph, comment or string, in one line, and the number of the line where it starts. */
    private record Text(int line, String text, Kind kind) {}

    @Test
    void textsArePlainEnglish() throws IOException {
        var rules = rules();
        var problems = new ArrayList<String>();
        for (Path file : files()) {
            for (Text text : texts(file)) {
                for (Rule rule : rules) {
                    problems(file, text, rule, problems);
                }
            }
        }
        assertEquals("", String.join("\n", problems), problems.size() + " texts are not plain English");
    }

    @Test
    void everyRuleFindsItsPattern() throws IOException {
        var rules = rules();
        assertFalse(rules.isEmpty());
        for (String wrong : List.of(
                "a layer, of which three are shown",
                "A model that cannot be had.",
                "Explained are the scores",
                "Hears how far it is",
                "the colour of the map")) {
            assertFalse(
                    rules.stream().noneMatch(rule -> rule.pattern.matcher(wrong).find()), wrong);
        }
    }

    private static void problems(Path file, Text text, Rule rule, List<String> problems) {
        boolean applies = switch (rule.where) {
            case ALL -> text.kind != Kind.FIRST_SENTENCE;
            case DEV -> text.kind != Kind.PAGE && text.kind != Kind.FIRST_SENTENCE;
            case JAVADOC -> text.kind == Kind.FIRST_SENTENCE;
            case CORE -> text.kind == Kind.COMMENT && file.startsWith(CORE);
        };
        if (!applies) {
            return;
        }
        var found = rule.pattern.matcher(text.text);
        while (found.find()) {
            problems.add("%s:%d: \"%s\": write %s"
                    .formatted(ROOT.relativize(file), text.line, found.group().strip(), rule.instead));
        }
    }

    private static List<Rule> rules() throws IOException {
        try (var in = ProseTest.class.getResourceAsStream("prose-rules.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t"))
                    .map(parts -> new Rule(
                            Where.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT)),
                            Pattern.compile(parts[1], Pattern.CASE_INSENSITIVE | Pattern.MULTILINE),
                            parts[2]))
                    .toList();
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> Stream.of(".java", ".md", ".svelte", ".ts", ".html", ".jte")
                            .anyMatch(ending -> file.getFileName().toString().endsWith(ending)))
                    .filter(file -> Stream.iterate(file, parent -> !parent.equals(ROOT), Path::getParent)
                            .noneMatch(
                                    part -> SKIPPED.contains(part.getFileName().toString())
                                            || ArchitectureTest.isBuildDirectory(part)))
                    .filter(file -> !RULES_AND_TESTS_OF_RULES.contains(
                            file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static final Pattern JAVA_TEXT = Pattern.compile(
            "(?<javadoc>/\\*\\*.*?\\*/)|(?<comment>/\\*.*?\\*/|//[^\\n]*)|(?<block>\"\"\".*?\"\"\")"
                    + "|(?<string>\"(?:\\\\.|[^\"\\\\\\n])*\")"
                    + "|'(?:\\\\.|[^'\\\\\\n])*'",
            Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("\"[-\\w.]*\"");
    private static final Pattern CODE =
            Pattern.compile("\\{@(?:code|link|linkplain|literal|value)[^}]*\\}|<pre>.*?</pre>", Pattern.DOTALL);
    private static final Pattern MARKDOWN_CODE = Pattern.compile("(?ms)^```.*?^```|^(?: {4}|\\t)[^\\n]*|`[^`\\n]*`");

    private static List<Text> texts(Path file) {
        try {
            String content = Files.readString(file);
            String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
                return javaTexts(content);
            }
            return name.endsWith(".md")
                    ? paragraphs(1, blanked(content, MARKDOWN_CODE), Kind.DOCUMENT)
                    : paragraphs(1, content, Kind.PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Text> javaTexts(String content) {
        var texts = new ArrayList<Text>();
        var found = JAVA_TEXT.matcher(content);
        while (found.find()) {
            int line = 1 + lines(content.substring(0, found.start()));
            String text = found.group();
            if (found.group("javadoc") != null) {
                String plain = blanked(text, CODE).replaceAll("(?m)^\\s*(/\\*\\*|\\*/|\\*) ?|\\*/$", "");
                texts.addAll(paragraphs(line, plain, Kind.COMMENT));
                if (!plain.strip().startsWith("@")) {
                    texts.add(new Text(line, plain.strip().lines().findFirst().orElse(""), Kind.FIRST_SENTENCE));
                }
            } else if (found.group("comment") != null) {
                texts.addAll(paragraphs(line, text, Kind.COMMENT));
            } else if ((found.group("string") != null || found.group("block") != null)
                    && !NAME.matcher(text).matches()) {
                texts.addAll(paragraphs(line, text, Kind.MESSAGE));
            }
        }
        return texts;
    }

    /** Splits a text at empty lines, and joins the lines of each paragraph: a phrase may wrap. */
    private static List<Text> paragraphs(int first, String text, Kind kind) {
        var texts = new ArrayList<Text>();
        int line = first;
        for (String paragraph : text.split("(?<=\\n)\\s*\\n")) {
            texts.add(new Text(line, paragraph.replaceAll("\\s*\\n\\s*", " "), kind));
            line += lines(paragraph) + 1;
        }
        return texts;
    }

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    /** Replaces code by spaces, so that line numbers stay right. */
    private static String blanked(String text, Pattern code) {
        return code.matcher(text).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }
}
