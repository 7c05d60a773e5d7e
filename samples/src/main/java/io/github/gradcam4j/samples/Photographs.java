package io.github.gradcam4j.samples;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Resize;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.samples.Photograph.OnCommons;
import io.github.gradcam4j.samples.Photograph.OnSnow;
import io.github.gradcam4j.samples.Sample.Truth;
import io.github.gradcam4j.target.Labels;
import io.github.gradcam4j.zoo.download.ChecksumException;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The curated photographs on disk: {@code ID.png} resized to 224 x 224, the larger image in {@code large/}, and the
 * credits in {@code metadata.json}. Thread safe; several processes may use one folder.
 *
 * <pre>{@code
 * Photographs.in(Path.of("photographs")).download(step -> System.out.println(step.photograph().title()));
 * }</pre>
 */
public final class Photographs {
    private static final int SIDE = 224;
    private static final String LOCK = ".lock";

    private final Path folder;
    private final Commons commons;

    Photographs(Path folder, Commons commons) {
        this.folder = folder;
        this.commons = commons;
    }

    /**
     * Returns the photographs in a folder.
     *
     * @param folder may not exist yet
     */
    public static Photographs in(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return new Photographs(folder, new Commons());
    }

    /** The result of a download for one photograph. */
    public enum Outcome {
        /** The photograph was on disk already. */
        PRESENT,
        /** The photograph was downloaded or composed. */
        DOWNLOADED,
        /** The photograph is not available; the step contains the reason. */
        SKIPPED
    }

    /**
     * One step of a download.
     *
     * @param number the number of the photograph, from 1
     * @param total the number of all photographs
     * @param problem the reason why the photograph was skipped
     */
    public record Step(int number, int total, Photograph photograph, Outcome outcome, Optional<String> problem) {}

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the number of all photographs, on disk or not. */
    public static int total() {
        return Photograph.catalog().size();
    }

    /**
     * Returns the number of photographs on disk.
     *
     * @throws SampleException if {@code metadata.json} is not valid
     */
    public int present() throws SampleException {
        Map<String, Metadata.Entry> entries = byId(metadata());
        return (int) Photograph.catalog().stream()
                .filter(photograph -> isOnDisk(photograph, entries))
                .count();
    }

    /**
     * Downloads the photographs that are not on disk, one after the other. After an interruption, those downloaded so
     * far stay. Waits while another thread or process downloads into the same folder.
     *
     * @param listener receives a step after each photograph
     * @return all steps
     * @throws InterruptedException if the thread is interrupted
     * @throws DownloadException if Wikimedia Commons cannot be reached or is too busy
     */
    public List<Step> download(Consumer<Step> listener) throws IOException, InterruptedException {
        Objects.requireNonNull(listener, "listener");
        DownloadLock lock = DownloadLock.acquire(folder.resolve(LOCK), DownloadListener.SILENT);
        try (lock) {
            return downloadMissing(listener);
        }
    }

    private List<Step> downloadMissing(Consumer<Step> listener) throws IOException, InterruptedException {
        List<Photograph> catalog = Photograph.catalog();
        Metadata metadata = metadata();
        if (!metadata.problems().isEmpty()) { // the file is written without such an entry
            throw new SampleException(metadata.problems().get(0));
        }
        Map<String, Metadata.Entry> entries = byId(metadata);
        List<Step> steps = new ArrayList<>();
        for (Photograph photograph : catalog) {
            Outcome outcome = Outcome.PRESENT;
            Optional<String> problem = Optional.empty();
            if (!isOnDisk(photograph, entries)) {
                try {
                    entries.put(photograph.id(), entry(photograph, fetch(photograph, entries)));
                    write(entries, catalog);
                    outcome = Outcome.DOWNLOADED;
                } catch (UnavailableException e) {
                    outcome = Outcome.SKIPPED;
                    problem = Optional.of(e.getMessage());
                }
            }
            steps.add(new Step(steps.size() + 1, catalog.size(), photograph, outcome, problem));
            listener.accept(steps.get(steps.size() - 1));
        }
        return steps;
    }

    private boolean isOnDisk(Photograph photograph, Map<String, Metadata.Entry> entries) {
        return entries.containsKey(photograph.id())
                && Files.isRegularFile(small(photograph))
                && large(photograph.id()).isPresent();
    }

    private Metadata metadata() throws SampleException {
        return SampleFolder.isAt(folder)
                ? Metadata.read(folder.resolve(Metadata.FILE))
                : new Metadata(List.of(), List.of());
    }

    private static Map<String, Metadata.Entry> byId(Metadata metadata) {
        var entries = new LinkedHashMap<String, Metadata.Entry>();
        metadata.entries().forEach(entry -> entries.put(entry.id(), entry));
        return entries;
    }

    /** Writes the entries of the catalog in its order, then all others. */
    private void write(Map<String, Metadata.Entry> entries, List<Photograph> catalog) throws IOException {
        var rest = new LinkedHashMap<>(entries);
        var sorted = new ArrayList<Metadata.Entry>();
        for (Photograph photograph : catalog) {
            Optional.ofNullable(rest.remove(photograph.id())).ifPresent(sorted::add);
        }
        sorted.addAll(rest.values());
        new Metadata(sorted, List.of()).write(folder.resolve(Metadata.FILE));
    }

    private static Metadata.Entry entry(Photograph photograph, Credit credit) {
        int index = photograph.classIndex();
        return new Metadata.Entry(
                photograph.id(),
                photograph.category(),
                photograph.title(),
                Optional.of(new Truth(index, Labels.imageNet().name(index))),
                photograph.note(),
                credit);
    }

    /** Writes the images of a photograph and returns its credit. */
    private Credit fetch(Photograph photograph, Map<String, Metadata.Entry> entries)
            throws IOException, InterruptedException {
        if (photograph.origin() instanceof OnCommons origin) {
            return fetchFromCommons(photograph, origin.file());
        }
        return compose(photograph, ((OnSnow) photograph.origin()).photograph(), entries);
    }

    private Credit fetchFromCommons(Photograph photograph, String title) throws IOException, InterruptedException {
        CommonsFile file = commons.describe(title);
        byte[] bytes = commons.image(title, file);
        Image image = decode(bytes, title);
        try {
            AtomicFile.write(folder.resolve(SampleFolder.LARGE).resolve(photograph.id() + ".jpg"), part -> {
                Files.write(part, bytes);
                if (file.checksum().isPresent()) {
                    file.checksum().get().verify(part);
                }
            });
        } catch (ChecksumException e) {
            throw new UnavailableException(
                    String.format(
                            Locale.ROOT,
                            "the image received for \"%s\" does not have the checksum that Wikimedia Commons reports",
                            title),
                    e);
        }
        Resize.bilinear(image, SIDE, SIDE).write(small(photograph));
        return file.credit();
    }

    private static Image decode(byte[] bytes, String title) throws UnavailableException {
        try {
            return Image.decode(bytes);
        } catch (ImageException e) {
            throw new UnavailableException(
                    String.format(
                            Locale.ROOT, "the data received for \"%s\" is not an image: %s", title, e.getMessage()),
                    e);
        }
    }

    private Credit compose(Photograph photograph, String of, Map<String, Metadata.Entry> entries) throws IOException {
        if (!entries.containsKey(of) || large(of).isEmpty()) {
            throw new UnavailableException(
                    String.format(Locale.ROOT, "it is composed of %s, which is not available", of));
        }
        Image image = CowOnSnow.of(Image.read(large(of).get()));
        image.write(folder.resolve(SampleFolder.LARGE).resolve(photograph.id() + ".png"));
        Resize.bilinear(image, SIDE, SIDE).write(small(photograph));
        return entries.get(of).credit();
    }

    private Path small(Photograph photograph) {
        return folder.resolve(photograph.id() + ".png");
    }

    private Optional<Path> large(String id) {
        return SampleFolder.imageIn(folder.resolve(SampleFolder.LARGE), id);
    }
}
