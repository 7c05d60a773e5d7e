package io.github.gradcam4j.cli;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The command {@code gradcam}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        prepare();
        var interruption = SigintHandler.watch();
        int code = commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments)
                .execute(arguments);
        interruption.exit(code);
    }

    /** No windows, and nothing said but warnings. */
    static void prepare() {
        System.setProperty("java.awt.headless", "true");
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /** @param arguments those that it will be given; none for all commands */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
        var failures = new ErrorReporter();
        var gradcam = new CommandLine(new Gradcam());
        Gradcam.commands(arguments).forEach(gradcam::addSubcommand);
        return gradcam.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .registerConverter(AttributionMethod.class, named(Methods::byName))
                .registerConverter(Colormap.class, named(Colormap::byName))
                .registerConverter(Provider.class, named(Provider::byName))
                .registerConverter(ScoreType.class, named(ScoreType::byName))
                .registerConverter(Sign.class, named(Sign::byName))
                .registerConverter(Target.class, named(Target::of))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /** What the library says of a wrong name is what the user is told. */
    private static <T> ITypeConverter<T> named(Function<String, T> find) {
        return name -> {
            try {
                return find.apply(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** UTF-8, as files and other programs expect it, but on a Windows console what that understands. */
    private static PrintWriter writer(FileDescriptor stream) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Charset charset = windows && System.console() != null ? System.console().charset() : StandardCharsets.UTF_8;
        return new PrintWriter(new FileOutputStream(stream), true, charset);
    }
}
