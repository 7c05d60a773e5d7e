package io.github.gradcam4j.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine;

/** Tells what became of each input while the work goes on. */
abstract class ResultReport implements Pipeline.Listener<InputImage, List<ExplainBatch.Done>>, AutoCloseable {

    private final CommandLine command;
    private int failures;

    ResultReport(CommandLine command) {
        this.command = command;
    }

    CommandLine command() {
        return command;
    }

    /** How many inputs failed. */
    int failures() {
        return failures;
    }

    @Override
    public void done(InputImage input, List<ExplainBatch.Done> all) throws IOException {
        for (var done : all) {
            done(input, done);
        }
    }

    /** One class in one input. */
    abstract void done(InputImage input, ExplainBatch.Done done) throws IOException;

    @Override
    public void failed(InputImage input, Exception why) throws IOException {
        failed(input.name(), why);
    }

    /** An input that could not be done is named on stderr. */
    void failed(String input, Exception why) throws IOException {
        failures++;
        ErrorReporter.report(command, input, why);
    }

    @Override
    public void close() throws IOException {}
}
