package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.InputSize;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** The command {@code gradcam}. */
public final class Main {

    /** Held, since the log manager keeps only weak references to loggers. */
    private static final Logger JAVALIN = Logger.getLogger("io.javalin");

    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private Main() {}

    public static void main(String[] arguments) {
        prepare();
        var sigint = SigintHandler.install();
        int code = commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments)
                .execute(arguments);
        sigint.exit(code);
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
        var reporter = new ErrorReporter();
        var gradcam = new CommandLine(new Gradcam());
        Gradcam.commands(arguments).forEach(gradcam::addSubcommand);
        return gradcam.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .registerConverter(AttributionMethod.class, named(Methods::byName))
                .registerConverter(BatchSize.class, named(BatchSize::parse))
                .registerConverter(Colormap.class, named(Colormap::byName))
                .registerConverter(InputSize.class, named(InputSize::parse))
                .registerConverter(Provider.class, named(Provider::byName))
                .registerConverter(ScoreType.class, named(ScoreType::byName))
                .registerConverter(Sign.class, named(Sign::byName))
                .registerConverter(Target.class, named(Target::of))
                .setExecutionStrategy(Main::run)
                .setParameterExceptionHandler(reporter)
                .setExecutionExceptionHandler(reporter);
    }

    /** Runs the last command, as by default; a lack of memory is reported like other failures. */
    private static int run(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), "out of memory", e);
        }
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

    /** Returns a writer in UTF-8, or on a Windows console in the console's charset. */
    private static PrintWriter writer(FileDescriptor stream) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Charset charset = windows && System.console() != null ? System.console().charset() : StandardCharsets.UTF_8;
        return new PrintWriter(new FileOutputStream(stream), true, charset);
    }
}
