package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.samples.scene.Scenes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents are true: their examples compile and run with the packaged program, and the names in ARCHITECTURE
 * exist.
 */
class DocumentsIT {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root"));

    /** Commands that do not end, or take minutes with the real model. Other tests run them. */
    private static final Set<String> NOT_RUN = Set.of("studio", "bench");

    private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}\\./gradcam ([a-z][^\\n]*)$");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern JAVADOC_EXAMPLE = Pattern.compile("(?s)<pre>\\{@code\\n(.*?)\\n \\* ?\\}</pre>");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.(?!svelte)([a-zA-Z]\\w*))?`");
    private static final Pattern FILE = Pattern.compile("`(\\w+\\.(?:svelte|ts|d\\.ts|json|proto|md))`");

    private static final String IMPORTS = Stream.of(
                    "explain",
                    "gradient",
                    "graph",
                    "image",
                    "method",
                    "metric",
                    "model",
                    "runtime",
                    "target",
                    "samples",
                    "samples.scene",
                    "zoo",
                    "zoo.card",
                    "zoo.download",
                    "formats.architecture",
                    "formats.foreign",
                    "formats.keras",
                    "formats.weights",
                    "report",
                    "report.evaluation",
                    "studio",
                    "bench")
            .map(name -> "import io.github.gradcam4j." + name + ".*;\n")
            .collect(Collectors.joining(
                    "", "", "import java.net.*;\nimport java.nio.*;\nimport java.nio.file.*;\nimport java.util.*;\n"));

    /** Variables that an example of a package may use without a declaration. */
    private static final String GIVEN = """
                static Model model;
                static Explanation explanation;
                static Mask mask;
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void filesThatTheExamplesName() throws IOException {
        ExampleModel.write(folder.resolve("my-model.onnx"));
        var cow = Scenes.byName("ladybug-snow").draw(320, 240).image();
        cow.write(folder.resolve("cow.jpg"));
        cow.write(Files.createDirectory(folder.resolve("photos")).resolve("one.jpg"));
        Npy.write(folder.resolve("x.npy"), Tensor.zeros(1, 3, 224, 224));
        Npy.write(folder.resolve("dy.npy"), Tensor.zeros(1, 1000));
    }

    static Stream<String> commandsOfReadme() throws IOException {
        return COMMAND.matcher(read("README.md"))
                .results()
                .map(found -> found.group(1).replaceFirst(" +#.*", "").strip())
                .filter(command -> !NOT_RUN.contains(command.split(" ")[0]));
    }

    @ParameterizedTest
    @MethodSource("commandsOfReadme")
    void aCommandOfReadmeRuns(String command) throws Exception {
        var words = new ArrayList<>(List.of(command.split(" ")));
        if (!words.contains("-m") && !words.contains("gradient")) {
            words.addAll(List.of("-m", "my-model.onnx"));
        }
        if (words.contains("evaluate")) {
            words.addAll(List.of("--methods", "gradcam,random", "--randomize", "0"));
        }
        var run = Program.gradcam(folder, words.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
    }

    static Stream<String> javaThatRuns() throws IOException {
        return Stream.of("README.md", "ARCHITECTURE.md", "docs/library.md", "docs/plan.md")
                .flatMap(DocumentsIT::javaBlocks);
    }

    @ParameterizedTest
    @MethodSource("javaThatRuns")
    void javaOfTheDocumentsRuns(String code) throws Exception {
        var source = Files.writeString(folder.resolve("Example.java"), wrapped("Example", code));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var run = Program.run(folder, java, "-Djava.awt.headless=true", "-cp", classPath(), source.toString());
        assertEquals(0, run.code(), run.err() + code);
    }

    static Stream<Path> packages() throws IOException {
        try (var files = Files.walk(ROOT, 12)) {
            return files
                    .filter(file -> file.endsWith("package-info.java")
                            && file.toString().contains("main"))
                    .filter(file -> JAVADOC_EXAMPLE.matcher(uncheckedRead(file)).find())
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void theExamplesOfAPackageCompile(Path packageInfo) throws IOException {
        var examples =
                JAVADOC_EXAMPLE.matcher(Files.readString(packageInfo)).results().toList();
        for (int i = 0; i < examples.size(); i++) {
            String code = examples.get(i).group(1).replaceAll("(?m)^ \\* ?", "");
            var source = Files.writeString(folder.resolve("Package" + i + ".java"), wrapped("Package" + i, code));
            var compiler = ToolProvider.getSystemJavaCompiler();
            var errors = new java.io.ByteArrayOutputStream();
            int result =
                    compiler.run(null, null, errors, "-d", folder.toString(), "-cp", classPath(), source.toString());
            assertEquals(0, result, () -> errors + "\n" + code);
        }
    }

    @Test
    void theNamesInArchitectureExist() throws IOException {
        var sources = sources();
        var missing = new TreeSet<String>();
        var others = Set.of("If", "ServiceLoader");
        int found = 0;
        for (var name : NAME.matcher(read("ARCHITECTURE.md")).results().toList()) {
            String member = name.group(2);
            boolean exists = sources.stream()
                    .filter(file -> file.getFileName().toString().equals(name.group(1) + ".java"))
                    .anyMatch(file -> member == null || uncheckedRead(file).matches("(?s).*\\b" + member + "\\b.*"));
            if (!exists && !others.contains(name.group(1))) {
                missing.add(name.group());
            }
            found++;
        }
        for (var name : FILE.matcher(read("ARCHITECTURE.md")).results().toList()) {
            if (sources.stream().noneMatch(file -> file.getFileName().toString().equals(name.group(1)))) {
                missing.add(name.group());
            }
        }
        assertEquals("[]", missing.toString());
        assertTrue(found > 30, "only " + found + " names were found");
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> Stream.iterate(file, path -> !path.equals(ROOT), Path::getParent)
                            .noneMatch(path -> Set.of("node_modules", ".git")
                                            .contains(path.getFileName().toString())
                                    || ArchitectureTest.isBuildDirectory(path)))
                    .toList();
        }
    }

    /** Wraps statements in a program; an example that declares a class is only given imports. */
    private static String wrapped(String name, String code) {
        return Pattern.compile("(?m)^(?:public |final )*(?:class|record) ")
                        .matcher(code)
                        .find()
                ? IMPORTS + code.replaceFirst("(?m)^public ", "")
                : IMPORTS + "class " + name + " {\n" + GIVEN
                        + "    public static void main(String[] arguments) throws Exception {\n" + code
                        + "\n    }\n}\n";
    }

    private static Stream<String> javaBlocks(String document) {
        var blocks = JAVA.matcher(uncheckedRead(ROOT.resolve(document)))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertFalse(blocks.isEmpty(), document);
        return blocks.stream();
    }

    private static String classPath() throws IOException {
        return Program.folder().resolve("gradcam.jar")
                + File.pathSeparator
                + Program.folder().resolve("lib").resolve("*");
    }

    private static String read(String document) throws IOException {
        return Files.readString(ROOT.resolve(document));
    }

    private static String uncheckedRead(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
