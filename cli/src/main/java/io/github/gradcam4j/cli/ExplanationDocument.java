package io.github.gradcam4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One JSON document that grows as the work goes on. */
final class ExplanationDocument extends ResultReport {

    /** An input that could not be done, as the document says it. */
    record Failure(String input, String error) {}

    private final JsonGenerator document;
    private final List<Failure> failures = new ArrayList<>();

    ExplanationDocument(CommandLine command) throws IOException {
        super(command);
        document = Json.generator(command.getOut());
        document.writeStartObject();
        document.writeArrayFieldStart("explanations");
    }

    @Override
    void done(InputImage input, ExplainBatch.Done done) throws IOException {
        document.writePOJO(done.json());
    }

    @Override
    void failed(String input, Exception why) throws IOException {
        super.failed(input, why);
        failures.add(new Failure(input, ErrorReporter.message(why)));
    }

    @Override
    public void close() throws IOException {
        document.writeEndArray();
        document.writePOJOField("failures", failures);
        document.writeEndObject();
        document.writeRaw('\n');
        document.close();
    }
}
