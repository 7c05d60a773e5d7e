package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.disk.Neighborhood;
import io.github.gradcam4j.internal.disk.OrdinaryFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** A model's file, and the folders that may contain its external data, see {@link Neighborhood}. */
record ModelFolders(Neighborhood neighborhood) {

    /**
     * Follows the links of a model's path.
     *
     * @throws NoSuchFileException if the file does not exist
     */
    static ModelFolders of(Path model) throws IOException {
        OrdinaryFile.attributes(model);
        return new ModelFolders(Neighborhood.of(model));
    }

    /** Returns the model's file, without links. */
    Path file() {
        return neighborhood.file();
    }

    /**
     * Returns the file of external data, without links.
     *
     * @param location the path relative to the model, as the model states it
     * @throws InvalidModelException if it does not exist or is outside these folders
     */
    Path find(String location, String tensor) throws IOException {
        var found = neighborhood.find(relative(location, tensor));
        if (found.isEmpty()) {
            throw invalid(tensor, location, "which is not beside the model");
        }
        var file = neighborhood.withoutLinks(found.get());
        if (!neighborhood.encloses(file)) {
            throw outside(location, tensor);
        }
        return file;
    }

    private static Path relative(String location, String tensor) {
        try {
            var path = Path.of(location);
            boolean leaves = StreamSupport.stream(path.spliterator(), false)
                    .anyMatch(name -> name.toString().equals(".."));
            if (leaves || path.getRoot() != null) {
                throw outside(location, tensor);
            }
            if (!location.isEmpty()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        throw invalid(tensor, location, "which is not beside the model");
    }

    private static InvalidModelException outside(String location, String tensor) {
        return invalid(tensor, location, "outside the model's folder, which is not allowed");
    }

    private static InvalidModelException invalid(String tensor, String location, String problem) {
        return new InvalidModelException(String.format(
                Locale.ROOT, "the weights of tensor %s are in the file '%s', %s", tensor, location, problem));
    }
}
