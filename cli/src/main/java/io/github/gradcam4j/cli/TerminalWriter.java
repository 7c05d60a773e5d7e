package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The standard output or error stream of the command line. Untrusted text cannot control the terminal
 * ({@link PlainTextWriter}) or add lines of its own: what is printed by one call of {@code println}, or inserted by
 * {@code printf}, is on one line. A {@link Table} is as wide as the terminal. {@code print} takes several lines.
 */
final class TerminalWriter extends PrintWriter {

    private final PlainTextWriter text;
    private final Supplier<OptionalInt> width;

    /** @param width returns the number of columns; empty if the stream is not a terminal */
    private TerminalWriter(PlainTextWriter text, Supplier<OptionalInt> width) {
        super(text, true);
        this.text = text;
        this.width = width;
    }

    /** Returns a stream that is not a terminal; a stream of this class itself. */
    static TerminalWriter of(Writer out) {
        return out instanceof TerminalWriter terminal ? terminal : of(out, OptionalInt::empty);
    }

    /** @param width returns the number of columns; empty if the stream is not a terminal */
    static TerminalWriter of(Writer out, Supplier<OptionalInt> width) {
        return new TerminalWriter(new PlainTextWriter(out), width);
    }

    /** Returns whether the stream is a terminal whose text is shown. */
    boolean showsProgress() {
        return columns().isPresent();
    }

    /** Returns the number of the terminal's columns; empty if the stream is not a terminal, or is silent. */
    OptionalInt columns() {
        return text.isSilent() ? OptionalInt.empty() : width.get();
    }

    /** Discards all further text. */
    void silence() {
        text.silence();
    }

    /** Returns the first failure to write. */
    Optional<IOException> failure() {
        flush();
        return text.failure();
    }

    @Override
    public void println(String line) {
        super.println(MessageText.line(String.valueOf(line)));
    }

    @Override
    public void println(Object printed) {
        if (printed instanceof Table table) {
            super.println(table.text(width.get()));
        } else {
            println(String.valueOf(printed));
        }
    }

    @Override
    public PrintWriter format(Locale locale, String format, Object... values) {
        var lines = values.clone();
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i] instanceof Number ? lines[i] : MessageText.line(String.valueOf(lines[i]));
        }
        return super.format(locale, format, lines);
    }
}
