package io.github.gradcam4j.cli;

import java.io.IOException;
import picocli.CommandLine;

/** Tells what became of each input while the work goes on. */
abstract class Report implements Pipeline.Listener<Input, Explanations.Done>, AutoCloseable {

    private final CommandLine command;
    private int failures;

    Report(CommandLine command) {
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
    public void failed(Input input, Exception why) throws IOException {
        failed(input.name(), why);
    }

    /** An input that could not be done is named on stderr. */
    void failed(String input, Exception why) throws IOException {
        failures++;
        Failures.report(command, input, why);
    }

    @Override
    public void close() throws IOException {}
}
