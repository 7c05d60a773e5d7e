package io.github.gradcam4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user is told when something fails: a sentence and, with {@code --verbose}, where it happened. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** The exit code where an input, or the command as a whole, could not be done. */
    static final int FAILED = ExitCode.SOFTWARE;

    private static final String OUT_OF_MEMORY =
            "there is not enough memory; give Java more of it, for example with GRADCAM_JAVA_OPTS=-Xmx4g";

    private static final int INTERRUPTED = 130;
    private static final String OURS = "io.github.gradcam4j.";

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.getErr().println("Try '%s --help'.".formatted(name));
        }
        return ExitCode.USAGE;
    }

    /** What a user asked for and does not exist is wrong usage. */
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof InterruptedException || e instanceof CancellationException) {
            return INTERRUPTED;
        }
        report(command, command.getCommandSpec().qualifiedName(), e);
        return e instanceof IllegalArgumentException || e instanceof NoSuchElementException ? ExitCode.USAGE : FAILED;
    }

    /** Says on stderr what failed and why. */
    static void report(CommandLine command, String what, Exception e) {
        String message = message(e);
        command.getErr().println(message.startsWith(what + ":") ? message : what + ": " + message);
        if (((Gradcam) command.getCommandSpec().root().userObject()).verbose()) {
            e.printStackTrace(command.getErr());
        }
    }

    /** One sentence about a failure. */
    static String message(Throwable e) {
        boolean wrapper = e instanceof UncheckedIOException
                || e instanceof ExecutionException
                || e instanceof CommandLine.ExecutionException;
        if (wrapper && e.getCause() != null) {
            return message(e.getCause());
        }
        if (e instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "access denied: " + e.getMessage();
        }
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return "cannot use %s (%s)".formatted(file.getFile(), e.getClass().getSimpleName());
        }
        return isMeantForUsers(e) && e.getMessage() != null
                ? e.getMessage()
                : "unexpected failure: %s. This is a defect; --verbose shows where, please report it".formatted(e);
    }

    private static boolean isMeantForUsers(Throwable e) {
        return e instanceof IOException
                || e instanceof IllegalArgumentException
                || e instanceof ArithmeticException
                || e instanceof NoSuchElementException
                || e.getClass().getName().startsWith(OURS);
    }
}
