package io.github.gradcam4j.cli;

import io.github.gradcam4j.cli.OutputOptions.Scaling;
import io.github.gradcam4j.explain.LayerFusion;
import io.github.gradcam4j.export.ExportOptions.InputKind;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.image.Preprocessing.Interpolation;
import io.github.gradcam4j.image.Preprocessing.Layout;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.report.ResultFormat;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The command {@code gradcam}. */
public final class Main {

    /** Held, since the log manager keeps only weak references to loggers. */
    private static final Logger JAVALIN = Logger.getLogger("io.javalin");

    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private Main() {}

    public static void main(String[] arguments) {
        var terminal = Terminal.ofProcess();
        var interruption = Interruption.install(terminal::interrupted);
        prepare();
        interruption.exit(run(terminal, arguments));
    }

    /** Runs a command line and returns its exit code. Output that could not be written is a failure. */
    static int run(Terminal terminal, String... arguments) {
        int code = commandLine(terminal, arguments).execute(arguments);
        var failure = terminal.failure();
        failure.ifPresent(reason -> terminal.errors().println("gradcam: " + reason));
        return failure.isPresent() ? ErrorReporter.FAILED : code;
    }

    /**
     * Disables windows, and sets the levels of the libraries' logs: failures of requests are reported by the studio
     * itself, and what clients send wrongly is theirs.
     */
    static void prepare() {
        System.setProperty("java.awt.headless", "true");
        Logger.getLogger("").setLevel(Level.WARNING);
        JAVALIN.setLevel(Level.OFF);
        JETTY.setLevel(Level.SEVERE);
    }

    /** @param arguments the arguments to be executed; none for all commands */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine(Terminal.of(out, err), arguments);
    }

    private static CommandLine commandLine(Terminal terminal, String... arguments) {
        var reporter = new ErrorReporter();
        var gradcam = new CommandLine(new Gradcam(terminal));
        Gradcam.commands(arguments).forEach(gradcam::addSubcommand);
        gradcam.setOut(terminal.out())
                .setErr(terminal.notes())
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setHelpFactory(CommandHelp::new)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .registerConverter(Activation.class, choice(Activation.class))
                .registerConverter(BenchCommand.Part.class, choice(BenchCommand.Part.class))
                .registerConverter(Channels.class, choice(Channels.class))
                .registerConverter(Fit.class, choice(Fit.class))
                .registerConverter(InputKind.class, choice(InputKind.class))
                .registerConverter(Interpolation.class, choice(Interpolation.class))
                .registerConverter(LayerFusion.class, choice(LayerFusion.class))
                .registerConverter(Layout.class, choice(Layout.class))
                .registerConverter(MapSize.class, choice(MapSize.class))
                .registerConverter(ResultFormat.class, choice(ResultFormat.class))
                .registerConverter(Scaling.class, choice(Scaling.class))
                .registerConverter(AttributionMethod.class, named(Methods::byName))
                .registerConverter(BatchSize.class, named(BatchSize::parse))
                .registerConverter(Colormap.class, named(Colormap::byName))
                .registerConverter(InputSize.class, named(InputSize::parse))
                .registerConverter(Provider.class, named(Provider::byName))
                .registerConverter(ScoreType.class, named(ScoreType::byName))
                .registerConverter(Sign.class, named(Sign::byName))
                .registerConverter(Target.class, named(Target::of))
                .setExecutionStrategy(reporter)
                .setParameterExceptionHandler(reporter)
                .setExecutionExceptionHandler(reporter);
        gradcam.getSubcommands().values().forEach(Main::documentArgumentFiles);
        return gradcam;
    }

    /** Documents {@code @FILE}, which picocli replaces by the arguments in that file. */
    private static void documentArgumentFiles(CommandLine command) {
        var spec = command.getCommandSpec();
        spec.usageMessage().showAtFileInUsageHelp(!spec.positionalParameters().isEmpty());
    }

    /** Converts the names of an enum, in any case. */
    private static <E extends Enum<E>> ITypeConverter<E> choice(Class<E> type) {
        return name -> Stream.of(type.getEnumConstants())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(String.format(
                        Locale.ROOT,
                        "\"%s\" is not one of %s",
                        name,
                        Choices.of(type).collect(Collectors.joining(", ")))));
    }

    /** Converts names; the library's message about an unknown name is the user's message. */
    private static <T> ITypeConverter<T> named(Function<String, T> find) {
        return name -> {
            try {
                return find.apply(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
