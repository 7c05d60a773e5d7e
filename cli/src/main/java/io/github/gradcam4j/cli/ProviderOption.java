package io.github.gradcam4j.cli;

import io.github.gradcam4j.runtime.Provider;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option for the execution provider. */
final class ProviderOption {

    @Option(
            names = "--provider",
            paramLabel = "PROVIDER",
            order = 5,
            description = "Execution provider: ${COMPLETION-CANDIDATES}; auto is the GPU if available (default: cpu).")
    private Provider provider = Provider.CPU;

    /** Resolves the provider for this computer and reports the choice of {@code auto}. */
    Provider resolve(PrintWriter err) {
        Engine.prepare();
        var resolved = provider.resolve();
        if (provider == Provider.AUTO) {
            err.println("execution provider: " + resolved);
        }
        return resolved;
    }
}
