package io.github.gradcam4j.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.io.output.WriterOutputStream;

/**
 * The output of a command. Notes and errors go to the same stream; {@code --quiet} silences the notes.
 *
 * @param out the results
 * @param notes assumptions, progress and other remarks
 * @param errors what failed, and warnings that concern security
 */
record Terminal(TerminalWriter out, TerminalWriter notes, TerminalWriter errors) {

    /** Returns the output to two streams. */
    static Terminal of(Writer out, Writer err) {
        return new Terminal(TerminalWriter.of(out), TerminalWriter.of(err), TerminalWriter.of(err));
    }

    /** Returns the standard streams of the process, and replaces those of {@link System} by them. */
    static Terminal ofProcess() {
        var out = TerminalWriter.of(text(StandardStream.OUT), StandardStream.OUT::columns);
        var err = text(StandardStream.ERR);
        var terminal = new Terminal(out, TerminalWriter.of(err, StandardStream.ERR::columns), TerminalWriter.of(err));
        System.setOut(stream(terminal.out));
        System.setErr(stream(terminal.errors));
        return terminal;
    }

    private static Writer text(StandardStream stream) {
        return new BufferedWriter(new OutputStreamWriter(stream.open(), stream.charset()));
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
