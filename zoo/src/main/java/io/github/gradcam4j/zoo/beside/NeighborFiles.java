package io.github.gradcam4j.zoo.beside;

import io.github.gradcam4j.model.PartialSettings;
import io.github.gradcam4j.model.PartialSettings.Origin;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files beside a model that contain settings: lists of labels, and the files of Teachable Machine, Hugging Face and
 * timm. Files one folder above are used too if the model is in a folder {@code onnx}, as in Hugging Face's
 * repositories.
 */
public final class NeighborFiles {

    private static final List<String> LABELS = List.of("labels.txt", "classes.txt");

    private final List<Path> folders;
    private final List<PartialSettings> found = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private NeighborFiles(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * Returns settings with those of the files beside a model. A file that cannot be read, or has a wrong value, is not
     * used, and a note of the settings has the reason.
     */
    public static Settings add(Settings settings, Path model) {
        var folder = model.toAbsolutePath().normalize().getParent();
        boolean nested = folder.endsWith("onnx") && folder.getParent() != null;
        var files = new NeighborFiles(nested ? List.of(folder, folder.getParent()) : List.of(folder));
        files.labels();
        files.settings("metadata.json", file -> new TeachableMachine(file).settings());
        files.settings("preprocessor_config.json", file -> new PreprocessorConfig(file).settings());
        files.settings("config.json", file -> new ModelConfig(file).settings());
        var all = settings.with(files.found);
        for (String note : files.notes) {
            all = all.withNote(note);
        }
        return all;
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private void labels() {
        LABELS.stream()
                .flatMap(name -> find(name).stream())
                .findFirst()
                .ifPresent(file -> use(
                        file,
                        () -> found.add(PartialSettings.of(
                                        Origin.FILE, file.getFileName().toString())
                                .with(SettingKey.LABELS, Labels.read(file)))));
    }

    private void settings(String name, Function<SettingsFile, PartialSettings> reader) {
        find(name)
                .ifPresent(path -> use(path, () -> {
                    var file = SettingsFile.read(path);
                    var settings = reader.apply(file);
                    if (!settings.isEmpty()) {
                        found.add(settings);
                        notes.addAll(file.notes());
                    }
                }));
    }

    @FunctionalInterface
    private interface Use {
        void run() throws IOException;
    }

    private void use(Path file, Use use) {
        try {
            use.run();
        } catch (IOException | IllegalArgumentException e) {
            notes.add(problem(file, String.valueOf(e.getMessage()))
                    + ". The file is not used; correct it, or move it away from the model");
        }
    }

    private static String problem(Path file, String message) {
        if (message.equals(file.toString())) {
            return file + " cannot be opened";
        }
        return message.startsWith(file.toString()) ? message : file + ": " + message;
    }
}
