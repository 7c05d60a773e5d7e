package io.github.gradcam4j.cli;

import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.studio.Studio;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the web application until it is interrupted. */
@Command(
        name = "studio",
        header = "Explore models and images in the browser.",
        description = "Serves a page until it is stopped with Ctrl-C.%n",
        footerHeading = "%nExamples%n",
        footer = {"  gradcam studio --open", "  gradcam studio --port 0 --samples my-images/"})
final class StudioCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "Port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8501;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, this computer only).")
    private String host = "127.0.0.1";

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description = "Folder of images with a metadata.json, in place of the photographs.")
    private Optional<Path> samples = Optional.empty();

    @Mixin
    private ProviderOption provider;

    @Option(names = "--open", description = "Open the page in the browser.")
    private boolean open;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > LAST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is a number from 0 to " + LAST_PORT);
        }
        var resolved = provider.resolve(spec.commandLine().getErr());
        ModelOptions.reportUnreadableCards(Zoo.open(), spec.commandLine().getErr());
        try (var studio = Studio.create(config -> {
                    config.host(host).port(port).provider(resolved);
                    samples.or(Samples::ownFolder).ifPresent(config::samples);
                })
                .start()) {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                spec.commandLine().getErr().println("Warning: listening on all interfaces without authentication.");
            }
            spec.commandLine().getOut().println("The studio is at " + studio.url() + " (stop it with Ctrl-C)");
            if (open) {
                browse(studio.url());
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private void browse(String url) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var command = os.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of(os.startsWith("mac") ? "open" : "xdg-open", url);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            spec.commandLine().getErr().println("Cannot open a browser: " + ErrorReporter.message(e));
        }
    }
}
