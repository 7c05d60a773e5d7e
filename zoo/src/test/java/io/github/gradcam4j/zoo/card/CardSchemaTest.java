package io.github.gradcam4j.zoo.card;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.target.Activation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema of cards for editors has the fields and choices of the reader. */
class CardSchemaTest {

    private static final Path FILE =
            Path.of(System.getProperty("gradcam.root", ".."), "docs", "schema", "card.schema.json");

    private JsonNode schema;

    @BeforeEach
    void read() throws IOException {
        schema = new ObjectMapper().readTree(FILE.toFile());
    }

    @Test
    void fields() {
        assertFields(CardReader.FIELDS, "");
        assertFields(CardReader.SOURCE_FIELDS, "/properties/weights/items");
        assertFields(CardReader.INPUT_FIELDS, "/properties/input");
        assertFields(CardReader.OUTPUT_FIELDS, "/properties/output");
        assertFields(CardReader.MAP_FIELDS, "/properties/maps/additionalProperties");
        assertFields(CardReader.ACCURACY_FIELDS, "/properties/accuracy");
    }

    @Test
    void choices() {
        assertChoices(Preprocessing.Layout.values(), "/properties/input/properties/layout");
        assertChoices(Preprocessing.Channels.values(), "/properties/input/properties/channels");
        assertChoices(Preprocessing.Fit.values(), "/properties/input/properties/fit");
        assertChoices(Preprocessing.Interpolation.values(), "/properties/input/properties/interpolation");
        assertChoices(Activation.values(), "/properties/output/properties/activation");
        assertChoices(FeatureLayout.Kind.values(), "/properties/maps/additionalProperties/properties/order");
    }

    private void assertFields(Set<String> expected, String object) {
        var found = new TreeSet<String>();
        schema.at(object + "/properties").fieldNames().forEachRemaining(found::add);
        assertEquals(new TreeSet<>(expected), found, object);
    }

    private void assertChoices(Enum<?>[] expected, String field) {
        assertEquals(
                Arrays.stream(expected)
                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                StreamSupport.stream(schema.at(field + "/enum").spliterator(), false)
                        .filter(value -> !value.isNull())
                        .map(value -> value.asText().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                field);
    }
}
