package io.github.gradcam4j.cli;

import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.studio.Studio;
import io.github.gradcam4j.studio.StudioConfig;
import io.github.gradcam4j.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
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
        footer = {
            "  gradcam studio --open",
            "  gradcam studio --port 0 --samples my-images/",
            "  gradcam studio --host 0.0.0.0"
        })
final class StudioCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "Port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8501;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, this computer only). "
                    + "Clients of any other need a token, and each may send 20 requests a second.")
    private String host = "127.0.0.1";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:GRADCAM_STUDIO_TOKEN}",
            description = "Token that clients present, 8 to 128 letters, digits and . _ ~ - (default: that of the "
                    + "environment "
                    + "variable GRADCAM_STUDIO_TOKEN, which other users of the computer cannot see; else a "
                    + "random one "
                    + "if --host is not this computer only).")
    private String token;

    @Option(
            names = "--allow-models",
            description =
                    "Let clients, also those on this computer, download models and photographs to it if --host is "
                            + "not this computer only; else they always can.")
    private boolean allowModels;

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
        checkToken();
        var resolved = provider.resolve(spec.commandLine().getErr());
        ModelOptions.reportUnreadableCards(Zoo.open(), spec.commandLine().getErr());
        try (var studio = Studio.create(config -> {
                    config.host(host).port(port).provider(resolved);
                    samples.or(Samples::ownFolder).ifPresent(config::samples);
                    token().ifPresent(config::token);
                    if (allowModels) {
                        config.allowModels();
                    }
                })
                .start()) {
            spec.commandLine().getOut().println("The studio is at " + studio.link() + " (stop it with Ctrl-C)");
            if (studio.isExposed()) {
                spec.commandLine()
                        .getErr()
                        .println("Other computers reach it at " + String.join(" or ", studio.foreignLinks()));
                Gradcam.terminal(spec).errors().println(exposure());
            }
            if (open) {
                browse(studio);
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** Returns the token; an empty variable of the environment is none. */
    private Optional<String> token() {
        return Optional.ofNullable(token).filter(given -> !given.isEmpty());
    }

    private void checkToken() {
        try {
            token().ifPresent(StudioConfig::checkToken);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--token: " + e.getMessage());
        }
    }

    private String exposure() {
        return String.format(
                Locale.ROOT,
                "With the link, their users see its samples, upload images, and run its models%s. "
                        + "The connection is not encrypted: use it in a network that you trust.",
                allowModels ? ", and download models to this computer" : "; no client can download models");
    }

    private void browse(Studio studio) throws InterruptedException {
        try {
            if (studio.link().equals(studio.url())) {
                Browser.open(studio.url());
            } else {
                Browser.openPrivately(studio.link());
            }
        } catch (IOException e) {
            spec.commandLine().getErr().println("Cannot open a browser: " + ErrorReporter.message(e));
        }
    }
}
