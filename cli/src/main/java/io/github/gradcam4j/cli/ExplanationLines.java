package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Json;
import java.io.IOException;
import picocli.CommandLine;

/** Prints each explanation and each failure as JSON on a line of its own, as soon as it is known. */
final class ExplanationLines extends ResultReport {

    ExplanationLines(CommandLine command) {
        super(command);
    }

    @Override
    void done(InputImage input, ExplainBatch.Done done) throws IOException {
        print(done.document());
    }

    @Override
    void failed(String input, Exception cause) throws IOException {
        super.failed(input, cause);
        print(FailureJson.of(input, cause));
    }

    private void print(Object document) throws IOException {
        command().getOut().println(Json.text(document));
        command().getOut().flush();
    }
}
