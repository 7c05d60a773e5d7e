package io.github.gradcam4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.gradcam4j.report.FailureJson;
import io.github.gradcam4j.report.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Writes an {@link io.github.gradcam4j.report.ExplainDocument} in parts, so that not all maps are in memory at once.
 */
final class ExplanationDocument extends ResultReport {

    private final JsonGenerator document;
    private final List<String> skipped;
    private final List<FailureJson> failures = new ArrayList<>();

    /** @param skipped the names of the inputs that are not explained again */
    ExplanationDocument(CommandLine command, List<String> skipped) throws IOException {
        super(command);
        this.skipped = skipped;
        document = Json.generator(command.getOut());
        document.writeStartObject();
        document.writeArrayFieldStart("explanations");
    }

    @Override
    void done(InputImage input, ExplainBatch.Done done) throws IOException {
        document.writePOJO(done.document());
    }

    @Override
    void failed(String input, Exception cause) throws IOException {
        super.failed(input, cause);
        failures.add(FailureJson.of(input, cause));
    }

    @Override
    public void close() throws IOException {
        document.writeEndArray();
        document.writePOJOField("failures", failures);
        document.writePOJOField("skipped", skipped);
        document.writeEndObject();
        document.writeRaw('\n');
        document.close();
    }
}
