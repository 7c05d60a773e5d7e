package io.github.gradcam4j.cli;

import io.github.gradcam4j.report.ResultName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Unique names for the results of each input: the file's name without its extension, with the extension if another
 * input of that folder has the same name, and with a number if that is taken as well. Names differ by more than case.
 */
final class ResultNames {

    private final Map<InputImage, Path> names = new HashMap<>();

    ResultNames(List<InputImage> inputs) {
        var sharing = inputs.stream()
                .map(i -> key(path(i, i.stem())))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Set<String> taken = new HashSet<>();
        for (InputImage input : inputs) {
            if (sharing.get(key(path(input, input.stem()))) == 1) {
                taken.add(key(path(input, input.stem())));
                names.put(input, path(input, input.stem()));
            }
        }
        for (InputImage input : inputs) {
            names.computeIfAbsent(input, i -> free(i, taken));
        }
    }

    /** Returns the start of the names of an input's results, relative to the directory of results. */
    Path of(InputImage input) {
        return names.get(input);
    }

    private static Path free(InputImage input, Set<String> taken) {
        var name = path(input, input.file());
        for (int n = 2; !taken.add(key(name)); n++) {
            name = path(input, input.file() + "-" + n);
        }
        return name;
    }

    private static Path path(InputImage input, String name) {
        try {
            return input.folder().resolve(name);
        } catch (InvalidPathException e) {
            // The system's charset does not have all characters of the name.
            return input.folder().resolve(ResultName.sanitized(name));
        }
    }

    private static String key(Path path) {
        return path.toString().toLowerCase(Locale.ROOT);
    }
}
