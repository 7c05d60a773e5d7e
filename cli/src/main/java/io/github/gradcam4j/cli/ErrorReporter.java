package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.ErrorMessages;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports failures on stderr: one sentence and, with {@code --verbose}, the stack trace. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** The exit code if an input or the whole command failed. */
    static final int FAILED = ExitCode.SOFTWARE;

    private static final int INTERRUPTED = 130;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.getErr().println(String.format(Locale.ROOT, "Try '%s --help'.", name));
        }
        return ExitCode.USAGE;
    }

    /** Treats names that do not exist as wrong usage. */
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof InterruptedException || e instanceof CancellationException) {
            return INTERRUPTED;
        }
        report(command, command.getCommandSpec().qualifiedName(), e);
        return e instanceof IllegalArgumentException || e instanceof NoSuchElementException ? ExitCode.USAGE : FAILED;
    }

    /** Reports on stderr what failed and why. */
    static void report(CommandLine command, String what, Exception e) {
        command.getErr().println(what + ": " + ErrorMessages.of(cause(e), what));
        if (Gradcam.isVerbose(command.getCommandSpec())) {
            e.printStackTrace(command.getErr());
        }
    }

    /** Returns one sentence about a failure. */
    static String message(Throwable e) {
        return ErrorMessages.of(cause(e));
    }

    private static Throwable cause(Throwable e) {
        boolean wrapped = e instanceof CommandLine.ExecutionException && e.getCause() != null;
        return wrapped ? e.getCause() : e;
    }
}
