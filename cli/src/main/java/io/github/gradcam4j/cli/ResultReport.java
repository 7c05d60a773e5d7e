package io.github.gradcam4j.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine;

/** Reports the result of each input while others are processed. */
abstract class ResultReport implements Pipeline.Listener<InputImage, List<ExplainBatch.Done>>, AutoCloseable {

    private final CommandLine command;
    private int failures;

    ResultReport(CommandLine command) {
        this.command = command;
    }

    CommandLine command() {
        return command;
    }

    /** Returns the number of inputs that failed. */
    int failures() {
        return failures;
    }

    @Override
    public void done(InputImage input, List<ExplainBatch.Done> all) throws IOException {
        for (var done : all) {
            done(input, done);
            done.json().notes().forEach(note -> command.getErr().println(input.name() + ": " + note));
        }
    }

    /** Reports one class of one input. */
    abstract void done(InputImage input, ExplainBatch.Done done) throws IOException;

    @Override
    public void failed(InputImage input, Exception cause) throws IOException {
        failed(input.name(), cause);
    }

    /** Reports a failed input on stderr. */
    void failed(String input, Exception cause) throws IOException {
        failures++;
        ErrorReporter.report(command, input, cause);
    }

    @Override
    public void close() throws IOException {}
}
