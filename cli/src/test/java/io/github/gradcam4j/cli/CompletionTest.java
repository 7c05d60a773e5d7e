package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.card.Card;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The script of {@code gradcam generate-completion}, compared with the commands themselves and run by bash. */
class CompletionTest {

    private static String script;

    @TempDir
    private Path folder;

    @BeforeAll
    static void generate() {
        var out = new StringWriter();
        var arguments = new String[] {"generate-completion"};
        assertEquals(
                0,
                Main.commandLine(new PrintWriter(out), new PrintWriter(out), arguments)
                        .execute(arguments));
        script = out.toString();
    }

    private static CommandLine gradcam() {
        var nowhere = new PrintWriter(new StringWriter());
        return Main.commandLine(nowhere, nowhere);
    }

    private static Stream<CommandLine> commands() {
        return gradcam().getSubcommands().values().stream()
                .flatMap(c -> Stream.concat(Stream.of(c), c.getSubcommands().values().stream()));
    }

    private static List<String> values(OptionSpec option) {
        return option.completionCandidates() == null
                ? List.of()
                : StreamSupport.stream(option.completionCandidates().spliterator(), false)
                        .toList();
    }

    @Test
    void theScriptHasEveryCommandOptionAndValue() {
        assertTrue(commands().count() > 15);
        commands().forEach(command -> {
            String function = "function _picocli_"
                    + command.getCommandSpec().qualifiedName("_").replaceAll("[^A-Za-z0-9_]", "");
            int start = script.indexOf(function + "()");
            assertTrue(start >= 0, function);
            String body = script.substring(start, script.indexOf("\n}", start));
            for (var option : command.getCommandSpec().options()) {
                for (String name : option.hidden() ? new String[0] : option.names()) {
                    assertTrue(body.contains(name), () -> name + " in " + body);
                }
                values(option).forEach(v -> assertTrue(body.contains("\"" + v + "\""), () -> v + " in " + body));
            }
        });
    }

    @Test
    void optionsWithAFixedSetOfValuesOfferItInLowerCase() {
        commands().flatMap(c -> c.getCommandSpec().options().stream()).forEach(option -> {
            var types = Stream.concat(Stream.of(option.type()), Stream.of(option.auxiliaryTypes()));
            boolean isEnum = types.anyMatch(Class::isEnum);
            var values = values(option);
            assertTrue(!isEnum || !values.isEmpty(), option.longestName());
            assertEquals(values.stream().map(v -> v.toLowerCase(Locale.ROOT)).toList(), values, option.longestName());
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void bashCompletes() throws Exception {
        assertTrue(complete("gradcam", "ex").contains("explain"));
        assertTrue(
                complete("gradcam", "").containsAll(gradcam().getSubcommands().keySet()));
        assertTrue(complete("gradcam", "explain", "--met").contains("--method"));
        assertTrue(complete("gradcam", "explain", "--method", "").contains("hirescam"));
        assertEquals(List.of("figure"), complete("gradcam", "explain", "--format", "f"));
        assertEquals(List.of("positive"), complete("gradcam", "explain", "--sign", "p"));
        assertEquals(List.of("crop"), complete("gradcam", "classify", "--fit", "c"));
        assertTrue(complete("gradcam", "models", "").contains("pull"));
        var models = Zoo.open().cards().stream().map(Card::id).toList();
        assertTrue(complete("gradcam", "layers", "-m", "").containsAll(models));
    }

    /** Returns the words that bash offers for the last one. */
    private List<String> complete(String... words) throws Exception {
        var file = Files.writeString(folder.resolve("completion.bash"), script);
        var array = new StringBuilder();
        for (String word : words) {
            array.append('\'').append(word).append("' ");
        }
        String commands = String.format(
                Locale.ROOT,
                "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE=\"${COMP_WORDS[*]}\"; "
                        + "COMP_POINT=${#COMP_LINE}; _complete_gradcam; printf '%%s\\n' \"${COMPREPLY[@]}\"",
                file,
                array,
                words.length - 1);
        var bash = new ProcessBuilder("bash", "--norc", "-c", commands)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(bash.waitFor(1, TimeUnit.MINUTES));
        return out.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    }
}
