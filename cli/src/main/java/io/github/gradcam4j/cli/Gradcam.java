package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.GradcamVersion;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "gradcam",
        description = {
            "See why an image classifier decided what it decided: Grad-CAM for any ONNX model.",
            "A model file is to be trusted like a program: open models only from people whose programs you would run."
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Gradcam.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes%n",
        exitCodeList = {
            "0:success",
            "1:one or more inputs failed, or the model did (see stderr); the other inputs were processed",
            "2:wrong usage: an unknown option, model, layer or class",
            "130:interrupted by Ctrl-C (143 by SIGTERM, 129 by SIGHUP); no unfinished file is left"
        })
final class Gradcam implements Runnable {

    private static final List<Class<?>> COMMANDS = List.of(
            ExplainCommand.class,
            ClassifyCommand.class,
            LayersCommand.class,
            InspectCommand.class,
            ModelsCommand.class,
            SamplesCommand.class,
            StudioCommand.class,
            GradientCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            BenchCommand.class,
            GenerateCompletion.class,
            HelpCommand.class);

    /** The commands that are about the other commands. */
    private static final Set<String> ABOUT_OTHERS = Set.of("generate-completion", "help");

    /** Returns the commands for a command line: only the one that it names, which starts faster, else all. */
    static List<Class<?>> commands(String... arguments) {
        return COMMANDS.stream()
                .filter(c -> arguments.length > 0
                        && !ABOUT_OTHERS.contains(arguments[0])
                        && c.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            description = "Print stack traces of errors, and the measured rates of batches.",
            scope = ScopeType.INHERIT,
            order = 100)
    private boolean verbose;

    Gradcam(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Print no notes and no progress on stderr, only errors and warnings about security.",
            scope = ScopeType.INHERIT,
            order = 99)
    void quiet(boolean quiet) {
        if (quiet) {
            terminal.quiet();
        }
    }

    /** Returns the output of a command. */
    static Terminal terminal(CommandSpec command) {
        return ((Gradcam) command.root().userObject()).terminal;
    }

    /** Returns whether the user wants details on stderr. */
    static boolean isVerbose(CommandSpec command) {
        return ((Gradcam) command.root().userObject()).verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    /** Returns the project's name and version. */
    static String version() {
        return "gradcam4j " + GradcamVersion.current();
    }

    /** The text of {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version(), "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"};
        }
    }
}
