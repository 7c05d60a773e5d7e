package io.github.gradcam4j.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small model of {@code cases.json} with its right map, or with the refusal that is right, as {@code check.py} beside
 * it reads them.
 *
 * @param folder the folder of the files that the case names
 * @param json the case
 */
record ReferenceCase(Path folder, JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Probabilities and logits agree within this. */
    private static final double SCORE = 1e-3;

    private static final int MOST_PREDICTIONS = 5;

    /** The output of a run of the command. @param error the last line, or the reason of the failed image */
    private record Run(Optional<JsonNode> explanation, String err, String error) {}

    static List<ReferenceCase> read(Path folder) throws IOException {
        var cases = new ArrayList<ReferenceCase>();
        for (JsonNode json : JSON.readTree(folder.resolve("cases.json").toFile())) {
            cases.add(new ReferenceCase(folder, json));
        }
        return cases;
    }

    String name() {
        return json.get("name").asText();
    }

    @Override
    public String toString() {
        return name();
    }

    /** Runs the command and returns what is wrong with the result; empty if it is right. */
    String problem(Path results) throws IOException {
        var run = run(results);
        var expected = json.path("expect");
        if (expected.path("refused").asBoolean()) {
            return refusal(run, expected);
        }
        if (expected.has("target_below")) {
            return run.err().contains(expected.get("or_stderr").asText())
                            || run.explanation()
                                    .filter(e -> isTargetBelow(
                                            e, expected.get("target_below").asInt()))
                                    .isPresent()
                    ? ""
                    : "explained is "
                            + run.explanation()
                                    .map(e -> e.get("target").toString())
                                    .orElse(run.error());
        }
        if (run.explanation().isEmpty()) {
            return "refused: " + run.error();
        }
        if (expected.has("stderr_wanted")) {
            String said =
                    run.err().lines().filter(line -> !line.contains("assumed")).collect(Collectors.joining("\n"));
            return said.contains(expected.get("stderr_wanted").asText()) ? "" : "unclear: " + said;
        }
        return difference(run.explanation().get());
    }

    private static boolean isTargetBelow(JsonNode explanation, int classes) {
        int predictions = explanation.get("predictions").size();
        return explanation.at("/target/index").asInt() < classes && predictions > 0 && predictions <= MOST_PREDICTIONS;
    }

    private static String refusal(Run run, JsonNode expected) {
        if (run.explanation().isPresent()) {
            String task = run.explanation().get().path("task").asText();
            boolean right = expected.path("or_explained").asBoolean()
                    || expected.has("or_task")
                            && task.equals(expected.get("or_task").asText());
            return right ? "" : "explained, not refused";
        }
        String said = (run.err() + run.error()).toLowerCase(Locale.ROOT);
        String required = expected.path("stderr_wanted").asText().toLowerCase(Locale.ROOT);
        return said.contains(required) ? "" : "unclear: " + run.error();
    }

    private String difference(JsonNode explanation) throws IOException {
        var right = JSON.readTree(folder.resolve(json.get("expected").asText()).toFile());
        var map = explanation.get("map");
        String layer = explanation.get("layer").asText();
        if (!shape(map).equals(shape(right))) {
            return String.format(Locale.ROOT, "%s is %s, right is %s", layer, shape(map), shape(right));
        }
        double difference = difference(right, map);
        if (!(difference < json.get("tolerance").asDouble())) {
            return String.format(Locale.ROOT, "%s differs by %.2g of the largest value", layer, difference);
        }
        return Stream.of("probability", "logit")
                .filter(json::has)
                .filter(key -> Math.abs(number(key) - number(explanation, key)) > SCORE)
                .map(key -> "the " + key + " is " + number(explanation, key) + ", right is " + number(key))
                .findFirst()
                .orElse("");
    }

    private double number(String key) {
        return json.get(key).asDouble();
    }

    private static double number(JsonNode explanation, String key) {
        return explanation.at("/target/" + key).asDouble();
    }

    /** Returns the largest difference of two maps of one shape, relative to the largest right value. */
    static double difference(JsonNode right, JsonNode map) {
        double largest = Double.MIN_NORMAL;
        double difference = 0;
        for (int i = 0; i < right.get("raw").size(); i++) {
            double value = right.get("raw").get(i).asDouble();
            largest = Math.max(largest, Math.abs(value));
            difference =
                    Math.max(difference, Math.abs(value - map.get("raw").get(i).asDouble()));
        }
        return difference / largest;
    }

    private static String shape(JsonNode map) {
        return map.get("height") + " x " + map.get("width");
    }

    private Run run(Path results) throws IOException {
        var arguments = new ArrayList<>(List.of("explain", "--json", "--format", "json", "-o", results.toString()));
        arguments.addAll(List.of("-m", file(json.get("model").asText())));
        arguments.addAll(List.of("--input-tensor", file(json.get("input").asText())));
        arguments.addAll(List.of("-l", json.get("layer").asText()));
        if (json.has("args")) {
            json.get("args").forEach(argument -> arguments.add(file(argument.asText())));
        } else {
            arguments.addAll(List.of("-t", json.get("target").asText()));
        }
        var out = new StringWriter();
        var err = new StringWriter();
        Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        var document = document(out.toString());
        var failure = document.at("/failures/0/error");
        String error = failure.isMissingNode()
                ? err.toString().lines().reduce("", (first, second) -> second)
                : failure.asText();
        return new Run(
                Optional.of(document.at("/explanations/0")).filter(e -> !e.isMissingNode()), err.toString(), error);
    }

    private static JsonNode document(String out) {
        try {
            return JSON.readTree(out);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    /** Returns the path of a file of the folder; other arguments as they are. */
    private String file(String argument) {
        var file = folder.resolve(argument);
        return Files.isRegularFile(file) ? file.toString() : argument;
    }
}
