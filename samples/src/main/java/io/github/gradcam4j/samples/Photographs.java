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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The curated photographs on disk: {@code ID.png} squashed to 224 x 224, the larger picture in {@code large/}, and whom they
 * are from in {@code metadata.json}. Thread safe.
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

    /** @param folder where they are kept, there or not */
    public static Photographs in(Path folder) {
        return new Photographs(folder, new Commons());
    }

    /** What became of a photograph. */
    public enum Outcome {
        /** It was here. */
        PRESENT,
        PULLED,
        /** It could not be had. */
        SKIPPED
    }

    /**
     * One step of a pull.
     *
     * @param number of the photograph, from 1
     * @param total of all photographs
     * @param problem why it was skipped
     */
    public record Step(int number, int total, Photograph photograph, Outcome outcome, Optional<String> problem) {}

    /** Where they are kept. */
    public Path folder() {
        return folder;
    }

    /** How many there are, here or not. */
    public static int total() {
        return Photograph.catalog().size();
    }

    /**
     * How many of them are here.
     *
     * @throws SampleException if what is said of them on disk cannot be understood
     */
    public int present() throws SampleException {
        Map<String, Metadata.Entry> here = entries();
        return (int) Photograph.catalog().stream()
                .filter(photograph -> isHere(photograph, here))
                .count();
    }

    /**
     * Brings what is not here yet, one after the other; what has come stays if the pull is broken off. Whoever
     * pulls already is waited for.
     *
     * @param listener is told of each photograph when it is done
     * @return every step
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws DownloadException if Wikimedia Commons cannot be reached, or asks us to come another time
     */
    public List<Step> pull(Consumer<Step> listener) throws IOException, InterruptedException {
        DownloadLock lock = DownloadLock.acquire(folder.resolve(LOCK), DownloadListener.SILENT);
        try (lock) {
            return pullAlone(listener);
        }
    }

    private List<Step> pullAlone(Consumer<Step> listener) throws IOException, InterruptedException {
        List<Photograph> catalog = Photograph.catalog();
        Map<String, Metadata.Entry> here = entries();
        List<Step> steps = new ArrayList<>();
        for (Photograph photograph : catalog) {
            Outcome outcome = Outcome.PRESENT;
            Optional<String> problem = Optional.empty();
            if (!isHere(photograph, here)) {
                try {
                    here.put(photograph.id(), entry(photograph, bring(photograph, here)));
                    write(here, catalog);
                    outcome = Outcome.PULLED;
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

    private boolean isHere(Photograph photograph, Map<String, Metadata.Entry> entries) {
        return entries.containsKey(photograph.id())
                && Files.isRegularFile(small(photograph))
                && large(photograph.id()).isPresent();
    }

    private Map<String, Metadata.Entry> entries() throws SampleException {
        var entries = new LinkedHashMap<String, Metadata.Entry>();
        if (SampleFolder.isAt(folder)) {
            Metadata.read(folder.resolve(Metadata.FILE)).entries().forEach(entry -> entries.put(entry.id(), entry));
        }
        return entries;
    }

    /** Those of the catalog in its order, then what else was there. */
    private void write(Map<String, Metadata.Entry> entries, List<Photograph> catalog) throws IOException {
        var rest = new LinkedHashMap<>(entries);
        var sorted = new ArrayList<Metadata.Entry>();
        for (Photograph photograph : catalog) {
            Optional.ofNullable(rest.remove(photograph.id())).ifPresent(sorted::add);
        }
        sorted.addAll(rest.values());
        new Metadata(sorted).write(folder.resolve(Metadata.FILE));
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

    /** Writes the pictures and says whom they are from. */
    private Credit bring(Photograph photograph, Map<String, Metadata.Entry> here)
            throws IOException, InterruptedException {
        if (photograph.origin() instanceof OnCommons origin) {
            return download(photograph, origin.file());
        }
        return compose(photograph, ((OnSnow) photograph.origin()).photograph(), here);
    }

    private Credit download(Photograph photograph, String title) throws IOException, InterruptedException {
        CommonsFile file = commons.describe(title);
        byte[] bytes = commons.image(title, file);
        Image picture = decode(bytes, title);
        try {
            AtomicFile.write(folder.resolve(SampleFolder.LARGE).resolve(photograph.id() + ".jpg"), part -> {
                Files.write(part, bytes);
                if (file.checksum().isPresent()) {
                    file.checksum().get().verify(part);
                }
            });
        } catch (ChecksumException e) {
            throw new UnavailableException(
                    "what came for \"%s\" has another checksum than Wikimedia Commons says".formatted(title), e);
        }
        Resize.bilinear(picture, SIDE, SIDE).write(small(photograph));
        return file.credit();
    }

    private static Image decode(byte[] bytes, String title) throws UnavailableException {
        try {
            return Image.decode(bytes);
        } catch (ImageException e) {
            throw new UnavailableException(
                    "what came for \"%s\" is no picture: %s".formatted(title, e.getMessage()), e);
        }
    }

    private Credit compose(Photograph photograph, String of, Map<String, Metadata.Entry> here) throws IOException {
        if (!here.containsKey(of) || large(of).isEmpty()) {
            throw new UnavailableException("it is composed of %s, which is not here".formatted(of));
        }
        Image picture = CowOnSnow.of(Image.read(large(of).get()));
        picture.write(folder.resolve(SampleFolder.LARGE).resolve(photograph.id() + ".png"));
        Resize.bilinear(picture, SIDE, SIDE).write(small(photograph));
        return here.get(of).credit();
    }

    private Path small(Photograph photograph) {
        return folder.resolve(photograph.id() + ".png");
    }

    private Optional<Path> large(String id) {
        return SampleFolder.pictureIn(folder.resolve(SampleFolder.LARGE), id);
    }
}
