package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogIT {

    @TempDir
    private Path folder;

    @Test
    void listsModels() throws Exception {
        var run = Program.gradcam(folder, "models", "list", "--json");
        assertEquals(0, run.code(), run.err());
        var models = new ObjectMapper().readTree(run.out()).get("models");
        assertTrue(models.findValuesAsText("id").containsAll(List.of("resnet50-msra", "squeezenet1_0", "detypify")));
        for (var model : models) {
            for (String field : List.of("id", "title", "state", "size", "parameters", "license")) {
                assertTrue(model.hasNonNull(field), model + " lacks " + field);
            }
        }
        var table = Program.gradcam(folder, "models");
        assertTrue(table.out().startsWith("ID "), table.out());
        assertEquals(models.size() + 1, table.out().lines().count());
    }

    @Test
    void listsSamples() throws Exception {
        var run = Program.gradcam(folder, "samples", "list", "--json");
        assertEquals(0, run.code(), run.err());
        var samples = new ObjectMapper().readTree(run.out()).get("samples");
        assertTrue(samples.size() >= 16, "only " + samples.size());
        for (var sample : samples) {
            assertTrue(
                    sample.properties().stream()
                            .map(Map.Entry::getKey)
                            .toList()
                            .containsAll(List.of("id", "category", "title", "class", "license", "author", "source")),
                    sample.toString());
        }
    }

    @Test
    void anUnknownModelIsWrongUsage() throws Exception {
        var run = Program.gradcam(folder, "models", "path", "resnet-18");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("no model is called 'resnet-18'; available are resnet18"), run.err());
    }
}
