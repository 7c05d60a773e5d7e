package io.github.gradcam4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.nativ.Kernel32;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The standard output or error stream of the process. Java's own {@link System#console} is no help: it is about the
 * standard input and output together, and since Java 22 also exists without a terminal. Thread safe.
 */
enum StandardStream {
    OUT(FileDescriptor.out, SystemStream.Output, "stdout.encoding"),
    ERR(FileDescriptor.err, SystemStream.Error, "stderr.encoding");

    private final FileDescriptor descriptor;
    private final SystemStream stream;
    private final String encoding;

    StandardStream(FileDescriptor descriptor, SystemStream stream, String encoding) {
        this.descriptor = descriptor;
        this.stream = stream;
        this.encoding = encoding;
    }

    /** Opens the stream without a buffer. */
    OutputStream open() {
        return new FileOutputStream(descriptor);
    }

    /** Returns UTF-8, or on a Windows console the console's charset. */
    Charset charset() {
        if (!isWindows() || !isTerminal()) {
            return StandardCharsets.UTF_8;
        }
        // Before Java 19, the property had a prefix.
        return Optional.ofNullable(System.getProperty(encoding, System.getProperty("sun." + encoding)))
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .orElse(StandardCharsets.UTF_8);
    }

    /** Returns the number of columns; empty if the stream is not a terminal. */
    OptionalInt columns() {
        if (!isTerminal()) {
            return OptionalInt.empty();
        }
        String columns = System.getenv("COLUMNS");
        return OptionalInt.of(
                columns != null && columns.matches("[1-9]\\d{0,4}")
                        ? Integer.parseInt(columns)
                        : new UsageMessageSpec().autoWidth(true).width());
    }

    /** Returns whether the stream is a terminal, whatever the other streams are. */
    boolean isTerminal() {
        return isWindows() ? isWindowsConsole() : linuxTerminal().orElseGet(this::isPosixTerminal);
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Only a console has a mode. */
    private boolean isWindowsConsole() {
        try {
            int handle = this == OUT ? Kernel32.STD_OUTPUT_HANDLE : Kernel32.STD_ERROR_HANDLE;
            return Kernel32.GetConsoleMode(Kernel32.GetStdHandle(handle), new int[1]) != 0;
        } catch (LinkageError e) {
            // The library cannot be loaded on this machine. Plain text suits every stream.
            return false;
        }
    }

    /** Returns the answer of Linux, which names the file of each stream; empty on other systems. */
    private Optional<Boolean> linuxTerminal() {
        var link = Path.of("/proc/self/fd/" + stream.ordinal());
        if (!Files.isSymbolicLink(link)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readSymbolicLink(link).toString().matches("/dev/(pts/.*|tty.*|console)"));
        } catch (IOException e) {
            return Optional.of(false);
        }
    }

    /** Returns the answer of the program {@code test}, which takes a few milliseconds. */
    boolean isPosixTerminal() {
        return new ExecTerminalProvider().isPosixSystemStream(stream);
    }
}
