package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultNamesTest {

    @Test
    void noTwoInputsShareAName() {
        assertEquals(
                List.of("zebra", "cow.jpg", "cow.png", "sub/cow", "Cow.JPG-2", "cow.jpg-2.x"),
                names("zebra.jpg", "cow.jpg", "cow.png", "sub/cow.jpg", "Cow.JPG", "cow.jpg-2.x"));
        assertEquals(List.of("a.png", "a.png-2", "a.png-3"), names("a.png", "a.png", "a.png"));
        assertEquals(List.of("v1.2", "v1.2.3"), names("v1.2.png", "v1.2.3.png"));
    }

    private static List<String> names(String... files) {
        var inputs = Arrays.stream(files)
                .map(Path::of)
                .map(f -> InputImage.of(f, f.getParent() == null ? Path.of("") : f.getParent()))
                .toList();
        var names = new ResultNames(inputs);
        return inputs.stream()
                .map(i -> names.of(i).toString().replace('\\', '/'))
                .toList();
    }
}
