package io.github.gradcam4j.cli;

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
 * A name for the results of each input: its own without extension, with it where another input of the same folder has the
 * same, and numbered where even that is taken. File systems that ignore case are thought of.
 */
final class ResultNames {

    private final Map<InputImage, Path> names = new HashMap<>();

    ResultNames(List<InputImage> inputs) {
        var sharing = inputs.stream()
                .map(i -> key(place(i, i.stem())))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Set<String> taken = new HashSet<>();
        for (InputImage input : inputs) {
            if (sharing.get(key(place(input, input.stem()))) == 1) {
                taken.add(key(place(input, input.stem())));
                names.put(input, place(input, input.stem()));
            }
        }
        for (InputImage input : inputs) {
            names.computeIfAbsent(input, i -> free(i, taken));
        }
    }

    /** Relative to the folder of results, to be followed by what was asked. */
    Path of(InputImage input) {
        return names.get(input);
    }

    private static Path free(InputImage input, Set<String> taken) {
        var name = place(input, input.file());
        for (int n = 2; !taken.add(key(name)); n++) {
            name = place(input, input.file() + "-" + n);
        }
        return name;
    }

    private static Path place(InputImage input, String name) {
        return input.folder().resolve(name);
    }

    private static String key(Path path) {
        return path.toString().toLowerCase(Locale.ROOT);
    }
}
