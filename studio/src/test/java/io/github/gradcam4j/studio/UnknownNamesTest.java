package io.github.gradcam4j.studio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.zoo.CacheDirectory;
import io.github.gradcam4j.zoo.UnknownModelException;
import io.github.gradcam4j.zoo.Zoo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The responses for unknown ids, built from the exceptions' fields and not from their messages. */
class UnknownNamesTest {

    @TempDir
    Path folder;

    @Test
    void anUnknownModelListsTheAvailableOnes() {
        var zoo = Zoo.at(new CacheDirectory(folder));
        var ids = assertThrows(UnknownModelException.class, () -> zoo.card("resnet-18"))
                .suggestions();
        assertEquals("resnet18", ids.get(0));
        var problem = assertThrows(HttpProblem.class, () -> new Models(List.of(), zoo).card("resnet-18"));
        assertEquals(404, problem.status());
        assertEquals("No model is called 'resnet-18'; available are " + String.join(", ", ids), problem.getMessage());
    }

    @Test
    void anUnknownSampleListsTheNearestOnes() throws Exception {
        var bulkhead = new Bulkhead(1, 1, Duration.ofSeconds(1), "busy");
        var pictures = new Pictures(
                Optional.empty(),
                Photographs.in(folder),
                new Uploads(1000, Duration.ofMinutes(1)),
                new Decoding(bulkhead, Duration.ofSeconds(1)),
                bulkhead);
        var problem = assertThrows(HttpProblem.class, () -> pictures.find("sample:lighthous"));
        assertEquals(404, problem.status());
        String nearest = "No sample is called 'lighthous'; the nearest are lighthouse, ";
        assertEquals(nearest, problem.getMessage().substring(0, nearest.length()));
        assertEquals(
                problem.getMessage(),
                assertThrows(HttpProblem.class, () -> pictures.mask("lighthous"))
                        .getMessage());
    }
}
