package io.github.gradcam4j.cli;

import io.github.gradcam4j.runtime.Provider;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** What computes. */
final class ProviderOption {

    @Option(
            names = "--provider",
            paramLabel = "PROVIDER",
            order = 5,
            description = "What computes: ${COMPLETION-CANDIDATES}, the GPU where it can be used (default: cpu).")
    private Provider wanted = Provider.CPU;

    /** What it comes to on this computer; whoever left the choice open is told. */
    Provider settled(PrintWriter err) {
        Engine.prepare();
        var settled = wanted.resolve();
        if (wanted == Provider.AUTO) {
            err.println("computing with the provider " + settled);
        }
        return settled;
    }
}
