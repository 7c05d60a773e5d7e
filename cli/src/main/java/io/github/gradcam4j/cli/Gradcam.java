package io.github.gradcam4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "gradcam",
        description = "See why an image classifier decided what it decided: Grad-CAM for any ONNX model.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Gradcam.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:all done",
            "1:something failed: it is named on stderr, and the rest was done",
            "2:wrong usage: an unknown option, model, layer or class"
        })
final class Gradcam implements Runnable {

    private static final List<Class<?>> COMMANDS = List.of(
            ExplainCommand.class,
            ClassifyCommand.class,
            LayersCommand.class,
            ModelsCommand.class,
            SamplesCommand.class,
            StudioCommand.class,
            GradientCommand.class,
            EvaluateCommand.class,
            BenchCommand.class,
            GenerateCompletion.class);

    /** The commands for a command line: the one that it names, which is ready sooner by itself, else all. */
    static List<Class<?>> commands(String... arguments) {
        return COMMANDS.stream()
                .filter(c -> arguments.length > 0
                        && c.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", description = "Show where errors come from.", scope = ScopeType.INHERIT, order = 100)
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    /** The project's name and version, as the build wrote it. */
    static String version() throws IOException {
        try (var text = Gradcam.class.getResourceAsStream("version.txt")) {
            return "gradcam4j " + new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {version(), "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"};
        }
    }
}
