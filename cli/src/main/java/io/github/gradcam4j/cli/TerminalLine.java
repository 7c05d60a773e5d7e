package io.github.gradcam4j.cli;

import java.io.PrintStream;

/** The last line of a terminal, which is written again and again. Not thread safe. */
final class TerminalLine {

    /** The line returns the cursor to its start, which the writers of text do not allow. */
    private final PrintStream stream = new PrintStream(StandardStream.ERR.open(), false, StandardStream.ERR.charset());

    private String shown = "";

    /** @param text replaces the line; an empty text leaves an empty line, with the cursor at its start */
    void write(String text) {
        if (text.isEmpty() && shown.isEmpty()) {
            return;
        }
        int rest = Math.max(0, DisplayWidth.of(shown) - DisplayWidth.of(text));
        stream.print("\r" + text + " ".repeat(rest) + (text.isEmpty() ? "\r" : ""));
        stream.flush();
        shown = text;
    }
}
