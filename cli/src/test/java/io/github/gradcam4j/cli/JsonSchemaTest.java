package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.gradcam4j.report.ColorModel;
import io.github.gradcam4j.zoo.card.Catalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/schema} holds the schemas of the records, and what the commands print is valid. */
class JsonSchemaTest {

    private static final Path SCHEMAS = Path.of(System.getProperty("gradcam.root", ".."), "docs", "schema");
    private static final String CARD = "card.schema";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private String model;

    @BeforeEach
    void model() throws IOException {
        model = ColorModel.write(folder).toString();
    }

    static Set<String> names() {
        return JsonSchemas.DOCUMENTS.keySet();
    }

    @BeforeAll
    static void regenerate() throws IOException {
        if (Boolean.getBoolean("gradcam.regenerate")) {
            Files.createDirectories(SCHEMAS);
            for (String name : names()) {
                Files.writeString(SCHEMAS.resolve(name + ".json"), text(name));
            }
        }
    }

    private static String text(String name) {
        return JsonSchemas.of(name).toPrettyString().replace("\r\n", "\n") + "\n";
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFileIsTheSchemaOfTheRecord(String name) throws IOException {
        var file = SCHEMAS.resolve(name + ".json");
        String schema = text(name);
        assertEquals(
                schema,
                Files.exists(file) ? Files.readString(file) : "",
                file + " is stale; regenerate it: mvn -pl cli -am test -Dtest=JsonSchemaTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dgradcam.regenerate=true");
    }

    @Test
    void noSchemaIsLeftOver() throws IOException {
        try (var files = Files.list(SCHEMAS)) {
            assertEquals(
                    new TreeSet<>(names()),
                    files.map(f -> f.getFileName().toString().replace(".json", ""))
                            .filter(name -> !name.equals(CARD))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void explain() throws IOException {
        var printed = run(
                1,
                "explain",
                "sample:daisy",
                "missing.png",
                "-m",
                model,
                "--versus",
                "2",
                "--format",
                "json",
                "-o",
                folder.toString(),
                "--json");
        assertValid("explain", printed);
        assertEquals(1, printed.get("failures").size());
        assertEquals("2", printed.at("/explanations/0/versus/index").asText());
        assertValid("explain", run(0, "explain", "sample:daisy", "-m", model, "-o", folder.toString(), "--json"));
        var several = run(
                0,
                "explain",
                "sample:daisy",
                "-m",
                model,
                "-o",
                folder.toString(),
                "-t",
                "0",
                "--versus",
                "2",
                "--versus",
                "1",
                "--versus-weights",
                "3,1",
                "--json");
        assertValid("explain", several);
        assertEquals(2, several.at("/explanations/0/versus").size());
        try (var files = Files.newDirectoryStream(folder, "*.json")) {
            assertValid("explanation", JSON.readTree(files.iterator().next().toFile()));
        }
    }

    @Test
    void classify() throws IOException {
        assertValid("classify", run(1, "classify", "sample:daisy", "missing.png", "-m", model, "--json"));
    }

    @Test
    void classifyWithTrials() throws IOException {
        var printed = run(1, "classify", "sample:daisy", "missing.png", "-m", model, "--try", "--json");
        assertValid("classify-try", printed);
        assertEquals(5, printed.at("/results/0/recipes").size());
    }

    @Test
    void inspect() throws IOException {
        assertValid("inspect", run(0, "inspect", model, "--json"));
        assertValid("inspect", run(0, "inspect", "-m", model, "--color", "bgr", "--json"));
    }

    @Test
    void layers() throws IOException {
        assertValid("layers", run(0, "layers", "-m", model, "--json"));
    }

    @Test
    void modelsAndSamples() throws IOException {
        assertValid("models", run(0, "models", "--json"));
        assertValid("models", run(0, "models", "list", "--json"));
        assertValid("samples", run(0, "samples", "--json"));
    }

    @Test
    void evaluate() throws IOException {
        var report = folder.resolve("report");
        evaluate(
                1,
                report,
                "sample:daisy",
                "missing.png",
                "-t",
                "0",
                "--randomize",
                "1",
                "--stages",
                "2",
                "--shuffles",
                "1");
        assertValid("evaluation", JSON.readTree(report.resolve("report.json").toFile()));
        evaluate(0, report, "sample:daisy", "--randomize", "0", "-t", "1");
        assertValid("evaluation", JSON.readTree(report.resolve("report.json").toFile()));
    }

    private void evaluate(int code, Path report, String... more) {
        var arguments = new ArrayList<>(List.of("evaluate", "-m", model, "-o", report.toString()));
        arguments.addAll(List.of("--methods", "gradcam,random,center", "--metrics", "deletion,pointing-game"));
        arguments.addAll(List.of(more));
        execute(code, arguments.toArray(String[]::new));
    }

    @Test
    void bench() throws IOException {
        assertValid("bench", run(0, "bench", "-m", model, "--only", "one", "--rounds", "2", "--json"));
    }

    /** Cards are written by people; {@code CardSchemaTest} compares the fields of the schema with the reader. */
    @Test
    void cards() throws IOException {
        for (String name :
                List.of("resnet50", "resnet50-v1", "resnet50-msra", "resnet18", "squeezenet1_0", "detypify")) {
            try (var card = Catalog.class.getResourceAsStream("/io/github/gradcam4j/zoo/cards/" + name + ".json")) {
                assertValid(CARD, JSON.readTree(card));
            }
        }
        var saved = folder.resolve("saved.json");
        execute(0, "inspect", model, "--save-card", saved.toString());
        assertValid(CARD, JSON.readTree(saved.toFile()));
        var wrong = List.of(
                "{'id': 'a b'}",
                "{'id': 'm', 'color': 'rgb'}",
                "{'id': 'm', 'input': {'scale': 0}}",
                "{'id': 'm', 'input': {'fit': 'stretch'}}",
                "{'id': 'm', 'input': {'mean': [1, 2, 3, 4, 5]}}",
                "{'id': 'm', 'labels': []}",
                "{'id': 'm', 'weights': [{'size': 1}]}",
                "{'id': 'm', 'maps': {'t': {'rows': 3, 'columns': 3}}}",
                "{'id': 'm', 'constants': {'c': 'x'}}");
        for (String json : wrong) {
            assertFalse(errors(CARD, JSON.readTree(json.replace('\'', '"'))).isEmpty(), json);
        }
    }

    @Test
    void aWrongDocumentIsInvalid() throws IOException {
        var document = (ObjectNode) run(0, "classify", "sample:daisy", "-m", model, "--json");
        document.put("more", 1);
        assertFalse(errors("classify", document).isEmpty());
        document.remove(List.of("more", "failures"));
        assertFalse(errors("classify", document).isEmpty());
        document.putNull("failures");
        assertFalse(errors("classify", document).isEmpty());
        document.putArray("failures").addObject().put("input", "a").put("error", 3);
        assertFalse(errors("classify", document).isEmpty());
    }

    private static void assertValid(String schema, JsonNode document) throws IOException {
        assertTrue(errors(schema, document).isEmpty(), () -> schema + ": " + errorsOf(schema, document));
    }

    private static String errorsOf(String schema, JsonNode document) {
        try {
            return errors(schema, document).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<?> errors(String schema, JsonNode document) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMAS.resolve(schema + ".json")))
                .validate(document);
    }

    private JsonNode run(int code, String... arguments) throws IOException {
        return JSON.readTree(execute(code, arguments));
    }

    private String execute(int code, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        assertEquals(
                code,
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments),
                err.toString());
        return out.toString();
    }
}
