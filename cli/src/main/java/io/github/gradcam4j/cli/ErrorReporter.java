package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.ErrorMessages;
import io.github.gradcam4j.samples.UnknownSampleException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports failures on stderr: one sentence and, with {@code --verbose}, the stack trace. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler, IExecutionStrategy {

    /** The exit code if an input or the whole command failed. */
    static final int FAILED = ExitCode.SOFTWARE;

    private static final int INTERRUPTED = 130;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        var command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        var errors = errors(command);
        errors.println(name + ": " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, errors)) {
            errors.println(String.format(Locale.ROOT, "Try '%s --help'.", name));
        }
        return ExitCode.USAGE;
    }

    /** Runs the command. An error of the virtual machine, such as a full heap, is reported as an exception is. */
    @Override
    public int execute(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (VirtualMachineError | LinkageError e) {
            var commands = parsed.asCommandLineList();
            var command = commands.get(commands.size() - 1);
            report(command, command.getCommandSpec().qualifiedName(), e);
            return FAILED;
        }
    }

    /** Treats names that do not exist as wrong usage. */
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof InterruptedException
                || e instanceof CancellationException
                || e instanceof ClosedByInterruptException) {
            return INTERRUPTED;
        }
        report(command, command.getCommandSpec().qualifiedName(), e);
        return e instanceof IllegalArgumentException || e instanceof UnknownSampleException ? ExitCode.USAGE : FAILED;
    }

    /** Reports on stderr what failed and why. */
    static void report(CommandLine command, String what, Throwable e) {
        errors(command).println(what + ": " + ErrorMessages.of(cause(e), what));
        if (Gradcam.isVerbose(command.getCommandSpec())) {
            printTrace(e, errors(command));
        }
    }

    /** A message may contain line feeds of untrusted input, so each is printed as one line. */
    private static void printTrace(Throwable thrown, PrintWriter err) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            err.println(e == thrown ? e.toString() : "Caused by: " + e);
            for (var element : e.getStackTrace()) {
                err.format(Locale.ROOT, "\tat %s%n", element);
            }
        }
    }

    private static PrintWriter errors(CommandLine command) {
        return Gradcam.terminal(command.getCommandSpec()).errors();
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
