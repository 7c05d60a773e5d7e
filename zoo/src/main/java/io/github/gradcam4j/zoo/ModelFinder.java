package io.github.gradcam4j.zoo;

import io.github.gradcam4j.formats.keras.LayersModel;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.internal.disk.FileContent;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.zoo.beside.NeighborFiles;
import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.CardReader;
import io.github.gradcam4j.zoo.card.CardWriter;
import io.github.gradcam4j.zoo.download.DownloadListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Resolves what a user gives as a model: the id of a catalog model, or a file of weights, with or without a card.
 *
 * @param zoo the catalog in which ids are looked up
 * @param listener receives the progress of a download or conversion
 */
public record ModelFinder(Zoo zoo, DownloadListener listener) {

    public ModelFinder {
        Objects.requireNonNull(zoo, "zoo");
        Objects.requireNonNull(listener, "listener");
    }

    /** Keras resizes an image to the input without regard to its proportions. */
    private static final PartialSettings KERAS_USUAL =
            PartialSettings.of(Origin.ASSUMPTION, "usual for Keras").with(SettingKey.FIT, Fit.SQUASH);

    /**
     * A resolved model.
     *
     * @param inCatalog whether the catalog contains it; if not, it is a file
     */
    public record Found(Model model, boolean inCatalog) {}

    /**
     * Returns the model for an id or a file; downloads or converts it if necessary.
     *
     * @param wanted an id or a file; empty for the default model
     * @param architecture the network of a state dict; empty to recognize it by the weights
     * @param card a card for the file; empty for {@code NAME.card.json} beside the file, if any
     * @throws UnknownModelException if no card has the id
     * @throws NoSuchFileException if the file does not exist
     * @throws IllegalArgumentException if the file is not a model, or a card or an architecture is given with an id
     */
    public Found find(Optional<String> wanted, Optional<String> architecture, Optional<Path> card)
            throws IOException, InterruptedException {
        Objects.requireNonNull(wanted, "wanted");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(card, "card");
        if (wanted.isEmpty() || !isFile(wanted.get())) {
            if (card.isPresent() || architecture.isPresent()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a card or an architecture needs a file of weights, not %s",
                        wanted.map(id -> "the model " + id).orElse("the default model")));
            }
            return wanted.isPresent() ? named(wanted.get()) : preferred();
        }
        var file = Path.of(wanted.get());
        if (OrdinaryFile.attributes(file).isRegularFile()) {
            FileContent.failedDownload(file).ifPresent(problem -> {
                throw new IllegalArgumentException(file + " " + problem);
            });
        }
        Conversion.requireReadable(file);
        var beside = card.or(() ->
                Optional.of(file.resolveSibling(stem(file) + ".card.json")).filter(Files::isRegularFile));
        var model = beside.isEmpty()
                ? Model.of(onnx(file, architecture)).withId(id(file))
                : withCard(file, architecture, CardReader.read(beside.get(), CardWriter.id(id(file))));
        var settings = NeighborFiles.add(model.settings(), file);
        return new Found(
                model.withSettings(Conversion.isLayersModel(file) ? settings.with(usual(file)) : settings), false);
    }

    /** Returns what is usual for Keras; pixels of 0..1 unless the model may normalize them itself. */
    private static PartialSettings usual(Path file) throws IOException {
        return LayersModel.read(file).normalizes()
                ? KERAS_USUAL
                : KERAS_USUAL
                        .with(SettingKey.SCALE, 1 / 255.0)
                        .with(SettingKey.MEAN, List.of(0.0))
                        .with(SettingKey.STD, List.of(1.0));
    }

    private Model withCard(Path file, Optional<String> architecture, Card card)
            throws IOException, InterruptedException {
        return card.model(onnx(file, architecture.or(card::architecture)));
    }

    private Found preferred() throws IOException, InterruptedException {
        return new Found(zoo.preferred(listener), true);
    }

    private Found named(String id) throws IOException, InterruptedException {
        return new Found(zoo.download(zoo.card(id), listener), true);
    }

    /**
     * Returns whether a user means a file. An id of the catalog takes precedence over a file of the same name; a path
     * with folders is always a file.
     */
    private boolean isFile(String wanted) throws IOException {
        var file = Path.of(wanted);
        boolean named = file.getNameCount() > 1 || Conversion.isOnnx(file) || Conversion.convertible(file);
        return named || Files.exists(file) && !zoo.hasId(wanted);
    }

    /** Returns a short name: the file's, or its folder's if the file is called model, as TF.js does. */
    private static String id(Path file) {
        var folder = file.toAbsolutePath().normalize().getParent().getFileName();
        return stem(file).equals("model") && folder != null ? folder.toString() : stem(file);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Returns the file itself if it is ONNX, else the converted file, which is kept for the next time. */
    private Path onnx(Path file, Optional<String> architecture) throws IOException, InterruptedException {
        if (Conversion.isOnnx(file)) {
            return file;
        }
        var folder = zoo.home().converted().resolve(id(file) + "-" + hash(file.toRealPath() + "|" + architecture));
        var converted = folder.resolve(version(file) + ".onnx");
        if (new ModelBuildLock(zoo.home(), zoo.home().converted())
                .build(converted, architecture, listener, scratch -> file)) {
            removeOthers(folder, converted);
        }
        return converted;
    }

    /** Returns a name that changes with any of the model's files. */
    private static String version(Path file) throws IOException {
        var identity = new StringBuilder();
        for (Path part : Conversion.files(file)) {
            identity.append(part)
                    .append(Files.size(part))
                    .append(Files.getLastModifiedTime(part))
                    .append('|');
        }
        return hash(identity.toString());
    }

    private static String hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Deletes the conversions of earlier versions of the file. */
    private static void removeOthers(Path folder, Path converted) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path other : files.filter(f -> !f.equals(converted)).toList()) {
                Files.deleteIfExists(other);
            }
        }
    }
}
