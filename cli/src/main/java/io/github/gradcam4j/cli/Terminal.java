package io.github.gradcam4j.cli;

import java.io.BufferedWriter;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.io.output.WriterOutputStream;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The output of a command. Notes and errors go to the same stream; {@code --quiet} silences the notes.
 *
 * @param out the results
 * @param notes assumptions, progress and other remarks
 * @param errors what failed
 */
record Terminal(TerminalWriter out, TerminalWriter notes, TerminalWriter errors) {

    /** Returns the output to two streams. */
    static Terminal of(Writer out, Writer err) {
        return new Terminal(TerminalWriter.of(out), TerminalWriter.of(err), TerminalWriter.of(err));
    }

    /** Returns the standard streams of the process, and replaces those of {@link System} by them. */
    static Terminal ofProcess() {
        var out = writer(FileDescriptor.out);
        var err = writer(FileDescriptor.err);
        var terminal = new Terminal(
                TerminalWriter.of(out, () -> width(1)), TerminalWriter.of(err, () -> width(2)), TerminalWriter.of(err));
        System.setOut(stream(terminal.out));
        System.setErr(stream(terminal.errors));
        return terminal;
    }

    /** Returns a writer in UTF-8, or on a Windows console in the console's charset. */
    private static Writer writer(FileDescriptor stream) {
        Charset charset =
                isWindows() && System.console() != null ? System.console().charset() : StandardCharsets.UTF_8;
        return new BufferedWriter(new OutputStreamWriter(new FileOutputStream(stream), charset));
    }

    private static PrintStream stream(Writer writer) {
        try {
            var bytes = WriterOutputStream.builder()
                    .setWriter(writer)
                    .setCharset(StandardCharsets.UTF_8)
                    .get();
            return new PrintStream(bytes, true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Returns the number of columns; empty if the stream is not a terminal. */
    private static OptionalInt width(int descriptor) {
        if (!isTerminal(descriptor)) {
            return OptionalInt.empty();
        }
        String columns = System.getenv("COLUMNS");
        return OptionalInt.of(
                columns != null && columns.matches("[1-9]\\d{0,4}")
                        ? Integer.parseInt(columns)
                        : new UsageMessageSpec().autoWidth(true).width());
    }

    /**
     * Returns whether a stream is a terminal. Linux names the file of each stream. Elsewhere Java reports only whether
     * the standard input and output are a console, or, from Java 22 on, whether that console is a terminal.
     */
    private static boolean isTerminal(int descriptor) {
        var link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                return Files.readSymbolicLink(link).toString().matches("/dev/(pts/.*|tty.*|console)");
            } catch (IOException e) {
                return false;
            }
        }
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Returns the number of columns that a command's output has; empty if it is not a terminal. */
    static OptionalInt columns(PrintWriter out) {
        return out instanceof TerminalWriter terminal ? terminal.columns() : OptionalInt.empty();
    }

    /** Discards all notes. */
    void quiet() {
        notes.silence();
    }

    /** Discards notes and errors: the command was interrupted, and what it reports now is a consequence. */
    void interrupted() {
        notes.silence();
        errors.silence();
    }

    /**
     * Returns why not all output was written; empty also if its reader has ended, as in {@code gradcam models | head}.
     */
    Optional<String> failure() {
        return out.failure()
                .map(e -> String.valueOf(e.getMessage()))
                .filter(reason -> !reason.toLowerCase(Locale.ROOT).contains("pipe"))
                .map(reason -> "cannot write to the standard output: " + reason);
    }
}
