package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/models.md} lists the environment variables that the program and its launchers read. */
class EnvironmentVariablesTest {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root", ".."));

    /** A name in quotes in a class that reads the environment, also after a dollar sign in its messages. */
    private static final Pattern IN_JAVA = Pattern.compile("\"\\$?([A-Z][A-Z_]{3,})\\b|\"([a-z]*_proxy)\"");

    private static final Pattern IN_SHELL = Pattern.compile("\\$\\{?([A-Z][A-Z_]{2,})\\b");
    private static final Pattern IN_CMD = Pattern.compile("[%]([A-Z][A-Z_]{2,})%");
    private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");

    /** The names that {@code EnvironmentProxies} composes of the scheme of an address. */
    private static final Set<String> BY_SCHEME = Set.of("HTTP_PROXY", "HTTPS_PROXY");

    @Test
    void everyVariableIsDescribed() throws IOException {
        var read = new TreeSet<>(BY_SCHEME);
        read.addAll(names(IN_SHELL, ROOT.resolve("gradcam")));
        read.addAll(names(IN_CMD, ROOT.resolve("gradcam.cmd")));
        try (var modules = Files.list(ROOT)) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/main/java")))
                    .toList()) {
                readIn(module.resolve("src/main/java"), read);
            }
        }
        assertTrue(read.containsAll(Set.of("GRADCAM_HOME", "GRADCAM_JAVA_OPTS", "NO_PROXY")), read.toString());
        assertEquals(read, described());
    }

    private static void readIn(Path sources, Set<String> read) throws IOException {
        try (var files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains("getenv(")) {
                    read.addAll(names(IN_JAVA, file));
                }
            }
        }
    }

    private static Set<String> names(Pattern pattern, Path file) throws IOException {
        var names = new TreeSet<String>();
        pattern.matcher(Files.readString(file)).results().forEach(found -> {
            for (int group = 1; group <= found.groupCount(); group++) {
                if (found.group(group) != null && !found.group(group).equals("_proxy")) {
                    names.add(found.group(group).toUpperCase(Locale.ROOT));
                }
            }
        });
        return names;
    }

    private static Set<String> described() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/models.md"));
        var names = new TreeSet<String>();
        page.substring(page.indexOf("\n## Environment variables\n"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> NAME.matcher(cell).results().forEach(found -> names.add(found.group(1))));
        return names;
    }
}
