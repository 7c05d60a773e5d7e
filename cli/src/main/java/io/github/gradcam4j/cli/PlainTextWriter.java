package io.github.gradcam4j.cli;

import io.github.gradcam4j.internal.text.MessageText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;

/**
 * A writer that shows control characters of untrusted text instead of sending them to the terminal: {@code ESC} is
 * written as {@code \\u001b}. Line feeds and tabs pass, as does a carriage return before a line feed. JSON stays the
 * same document, since such characters are inside its strings, where the escape stands for the character.
 */
final class PlainTextWriter extends FilterWriter {

    private boolean silent;
    private char high;
    private boolean carriageReturn;
    private IOException failure;

    PlainTextWriter(Writer out) {
        super(out);
    }

    /** Discards all further text. */
    void silence() {
        synchronized (lock) {
            silent = true;
        }
    }

    /** Returns whether further text is discarded. */
    boolean isSilent() {
        synchronized (lock) {
            return silent;
        }
    }

    /** Returns the first failure to write, such as that of a full disk. */
    Optional<IOException> failure() {
        synchronized (lock) {
            return Optional.ofNullable(failure);
        }
    }

    @Override
    public void write(int c) throws IOException {
        write(new char[] {(char) c}, 0, 1);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.toCharArray(), offset, length);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        synchronized (lock) {
            if (silent) {
                return;
            }
            var plain = new StringBuilder(length);
            for (int i = offset; i < offset + length; i++) {
                append(text[i], plain);
            }
            try {
                out.write(plain.toString());
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Appends a character. A high surrogate and a carriage return wait for the next character. */
    private void append(char c, StringBuilder plain) {
        if (carriageReturn) {
            plain.append(c == '\n' ? "\r" : MessageText.escaped('\r'));
            carriageReturn = false;
        }
        if (high != 0) {
            boolean pair = Character.isLowSurrogate(c);
            plain.append(pair ? String.valueOf(high) + c : MessageText.escaped(high));
            high = 0;
            if (pair) {
                return;
            }
        }
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (c == '\r') {
            carriageReturn = true;
        } else {
            plain.append(c == '\n' || c == '\t' || MessageText.isPlain(c) ? String.valueOf(c) : MessageText.escaped(c));
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            try {
                out.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private IOException failed(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }
}
