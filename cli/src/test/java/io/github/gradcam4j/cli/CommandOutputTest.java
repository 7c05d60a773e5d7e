package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.runtime.Npy;
import io.github.gradcam4j.runtime.Tensor;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Output of all commands: help, notes, untrusted names, and streams that cannot be written. */
class CommandOutputTest {

    private static final String HOSTILE = "\u001b]0;pwned\u0007\u001b[31mred\u009b1m\u202e\r\nforged line";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int gradcam(String... arguments) {
        return Main.run(Terminal.of(out, err), arguments);
    }

    private static CommandSpec root() {
        var nowhere = Writer.nullWriter();
        return Main.commandLine(new PrintWriter(nowhere), new PrintWriter(nowhere))
                .getCommandSpec();
    }

    @Test
    void helpIsACommand() {
        for (String name : root().subcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertEquals(0, gradcam("help", name), err.toString());
            assertTrue(out.toString().contains("Usage: gradcam " + name), out.toString());
        }
        out.getBuffer().setLength(0);
        assertEquals(0, gradcam("help"));
        root().subcommands().keySet().forEach(name -> assertTrue(out.toString().contains("  " + name), name));
        assertTrue(out.toString().contains("See why an image classifier"), out.toString());
    }

    @Test
    void aSynopsisBreaksBetweenOptions() {
        for (String name : root().subcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertEquals(0, gradcam(name, "--help"));
            out.toString()
                    .lines()
                    .dropWhile(l -> !l.startsWith("Usage:"))
                    .takeWhile(l -> l.startsWith("Usage:") || l.startsWith("     "))
                    .forEach(l -> {
                        assertTrue(l.length() <= 80, l);
                        assertEquals(
                                l.replace("[", "").length(), l.replace("]", "").length(), l);
                        assertFalse(l.endsWith(".") && !l.endsWith("...") || l.endsWith(",") || l.endsWith("="), l);
                    });
        }
    }

    @Test
    void onlyTheFirstParagraphOfTheRootIsAboutTheProgram() {
        for (String name : root().subcommands().keySet()) {
            out.getBuffer().setLength(0);
            gradcam(name, "--help");
            assertFalse(out.toString().contains("See why an image classifier"), name);
        }
    }

    @Test
    void filesOfArgumentsAreDocumented() throws IOException {
        assertEquals(0, gradcam("explain", "--help"));
        assertTrue(out.toString().contains("@"), out.toString());
        var list = Files.writeString(folder.resolve("list.txt"), "classify sample:lighthouse\n--nothing\n");
        assertEquals(2, gradcam("@" + list));
        assertTrue(err.toString().contains("--nothing"), err.toString());
    }

    @Test
    void aWrongValueListsTheRightOnesInLowerCase() {
        assertEquals(2, gradcam("explain", "sample:lighthouse", "--format", "tiff"));
        assertTrue(err.toString().contains("\"tiff\" is not one of png, jpg, json, npy, figure"), err.toString());
        assertFalse(err.toString().contains("PNG"), err.toString());
        for (String option : List.of("--fit", "--scale", "--fuse", "--color", "--layout", "--activation")) {
            err.getBuffer().setLength(0);
            assertEquals(2, gradcam("explain", "sample:lighthouse", option, "no"));
            String message = err.toString().lines().findFirst().orElseThrow();
            assertEquals(message, message.replaceAll("[A-HJ-Z]", "?").replace("?", ""), "in lower case");
        }
    }

    @Test
    void anAddressIsNotTakenForAFile() throws IOException {
        var model = ExampleModel.write(folder.resolve("m.onnx"));
        String address = "https://example.com/a.jpg";
        assertEquals(1, gradcam("classify", address, "-m", model.toString()));
        assertTrue(err.toString().contains(address + ": an address, not a file; download it"), err.toString());
    }

    @Test
    void quietLeavesErrorsOnly() throws IOException {
        var model = ExampleModel.write(folder.resolve("m.onnx")).toString();
        assertEquals(0, gradcam("classify", "sample:lighthouse", "-m", model));
        assertTrue(err.toString().contains("assumed"), err.toString());
        String results = out.toString();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        assertEquals(0, gradcam("classify", "sample:lighthouse", "-m", model, "--quiet"));
        assertEquals("", err.toString());
        assertEquals(results, out.toString());
        assertEquals(1, gradcam("-q", "classify", "sample:lighthouse", "nowhere.jpg", "-m", model));
        assertEquals("nowhere.jpg: there is no such file\n", err.toString());
        assertEquals(2, gradcam("classify", "--quiet", "--what"));
        assertTrue(err.toString().contains("--what"), err.toString());
        root().subcommands().values().stream()
                .map(c -> c.getCommandSpec())
                .filter(c -> !List.of("help", "generate-completion").contains(c.name()))
                .forEach(c -> assertTrue(c.options().stream().anyMatch(CommandOutputTest::isQuiet), c.name()));
    }

    private static boolean isQuiet(OptionSpec option) {
        return List.of(option.names()).contains("--quiet");
    }

    /** Names of tensors, labels, files and values come from files of unknown origin. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void hostileNamesDoNotReachTheTerminal() throws IOException {
        var model = hostileModel(folder.resolve("m.onnx")).toString();
        var labels = Files.write(
                folder.resolve("labels.txt"),
                List.of("\u001b]0;pwned\u0007a\u009bm", "b\u202e", "c"),
                StandardCharsets.UTF_8);
        var copy = Files.copy(Path.of(model), folder.resolve(HOSTILE + ".onnx")).toString();
        var x = folder.resolve(HOSTILE + ".npy");
        Npy.write(x, Tensor.of(new float[3 * 8 * 8], 1, 3, 8, 8));
        String missing = folder.resolve(HOSTILE + ".jpg").toString();
        for (String m : List.of(model, copy)) {
            for (String verbose : List.of("--verbose", "--json")) {
                gradcam("layers", "-m", m, "--labels", labels.toString(), verbose);
                gradcam("inspect", m, verbose);
                gradcam("classify", "sample:lighthouse", missing, "-m", m, "--labels", labels.toString(), verbose);
                gradcam("explain", "sample:lighthouse", missing, "-m", m, "-o", folder.toString(), verbose);
                gradcam("explain", "--input-tensor", x.toString(), "-m", m, "-o", folder.toString(), verbose);
                gradcam("explain", "sample:lighthouse", "-m", m, "-l", HOSTILE, "-t", HOSTILE, verbose);
            }
            gradcam("gradient", m, "--input", x.toString(), "--seed", x.toString(), "-o", missing);
            gradcam("gradient", m, "--input", HOSTILE + "=" + x, "--seed", missing, "-o", missing, "--wrt", HOSTILE);
            gradcam("evaluate", missing, "-m", m, "--methods", HOSTILE);
            gradcam("models", "add", m);
        }
        gradcam("models", "pull", HOSTILE);
        gradcam("models", "remove", HOSTILE, "--verbose");
        gradcam("samples", HOSTILE);
        gradcam("studio", "--host", HOSTILE);
        gradcam("bench", "-m", HOSTILE);
        gradcam(HOSTILE);
        gradcam("classify", "--" + HOSTILE);
        String all = out + "\n" + err;
        assertTrue(all.contains("pwned"), all);
        assertTrue(
                all.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) && c != '\u202e'), all);
        assertEquals(
                List.of(), all.lines().filter(l -> l.startsWith("forged line")).toList());
    }

    private static Path hostileModel(Path file) throws IOException {
        var g = GraphBuilder.opset(18);
        g.input("x", ElementType.FLOAT, 1, 3, 8, 8);
        String layer = g.node("\u001b]0;pwned\u0007\nforged line", "Relu", List.of("x"));
        String pooled = g.node("\u009bpooled", "GlobalAveragePool", List.of(layer));
        g.output(g.node("\u202ey", "Flatten", List.of(pooled)), ElementType.FLOAT, 1, 3);
        g.build().write(file);
        return file;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskBehindTheOutputIsAnError() throws IOException {
        var model = ExampleModel.write(folder.resolve("m.onnx")).toString();
        for (var command : List.of(
                List.of("--help"),
                List.of("--version"),
                List.of("samples"),
                List.of("models"),
                List.of("models", "--json"),
                List.of("generate-completion"),
                List.of("inspect", model),
                List.of("layers", "-m", model, "--json"),
                List.of("classify", "sample:lighthouse", "-m", model),
                List.of("classify", "sample:lighthouse", "-m", model, "--json"),
                List.of("explain", "sample:lighthouse", "-m", model, "-o", folder.toString()),
                List.of("explain", "sample:lighthouse", "-m", model, "-o", folder.toString(), "--json"))) {
            err.getBuffer().setLength(0);
            try (var full = new FileWriter("/dev/full", StandardCharsets.UTF_8)) {
                int code = Main.run(Terminal.of(full, err), command.toArray(String[]::new));
                assertEquals(1, code, command.toString());
                assertTrue(err.toString().contains("gradcam: cannot write to the standard output: "), err.toString());
                assertFalse(err.toString().contains("Exception"), err.toString());
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("space"), e.getMessage());
            }
        }
    }

    @Test
    void nothingWrapsOnATerminal() throws IOException {
        var model = ExampleModel.write(folder.resolve("m.onnx")).toString();
        var labels = Files.writeString(
                folder.resolve("labels.txt"), "a dog with a very long name \u56fe\u7247\n".repeat(1000));
        for (var command : List.of(
                List.of("models"),
                List.of("samples"),
                List.of("layers", "-m", model),
                List.of("inspect", model, "--labels", labels.toString()),
                List.of("explain", "sample:lighthouse", "sample:barn", "-m", model, "--labels", labels.toString()))) {
            for (int columns : new int[] {80, 120, 200}) {
                out.getBuffer().setLength(0);
                var narrow = new Terminal(
                        TerminalWriter.of(out, () -> OptionalInt.of(columns)),
                        TerminalWriter.of(err),
                        TerminalWriter.of(err));
                var arguments = new ArrayList<>(command);
                if (command.get(0).equals("explain")) {
                    arguments.addAll(List.of(
                            "-o",
                            Files.createDirectories(Path.of("target/terminal")).toString()));
                }
                assertEquals(0, Main.run(narrow, arguments.toArray(String[]::new)), err.toString());
                assertEquals(
                        List.of(),
                        out.toString()
                                .lines()
                                .filter(l -> DisplayWidth.of(l) > columns)
                                .toList(),
                        command.get(0));
            }
        }
    }

    @Test
    void aClosedPipeBehindTheOutputEndsQuietly() {
        var closed = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertEquals(0, Main.run(Terminal.of(closed, err), "samples"));
        assertEquals(0, Main.run(Terminal.of(closed, err), "models", "--json"));
        assertEquals("", err.toString());
    }
}
