package io.github.gradcam4j.studio;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import io.github.gradcam4j.report.SealedSchemas;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON Schemas of records: every key is required, and only nullable components may be null. */
final class RecordSchemas {

    private final RecordJavadoc javadoc = new RecordJavadoc();
    private final SchemaBuilder builder;

    RecordSchemas() {
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.INLINE_NULLABLE_SCHEMAS)
                .with(new JacksonModule());
        config.forTypesInGeneral()
                .withPropertySorter((one, other) -> 0)
                .withDescriptionResolver(type -> javadoc.summary(type.getType().getErasedType()))
                .withCustomDefinitionProvider(RecordSchemas::map)
                .withCustomDefinitionProvider(SealedSchemas::of)
                .withCustomDefinitionProvider((type, context) -> {
                    if (!type.isInstanceOf(byte[].class)) {
                        return null;
                    }
                    var base64 = context.getGeneratorConfig().createObjectNode();
                    base64.put("type", "string").put("contentEncoding", "base64");
                    return new CustomDefinition(base64, true);
                });
        config.forFields()
                .withRequiredCheck(field -> true)
                .withNullableCheck(RecordSchemas::isNullable)
                .withDescriptionResolver(this::description);
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** Describes a map by its values, in place: the name of a generic type is not the name of a component. */
    private static CustomDefinition map(ResolvedType type, SchemaGenerationContext context) {
        if (!type.isInstanceOf(Map.class)) {
            return null;
        }
        var map = context.getGeneratorConfig().createObjectNode().put("type", "object");
        map.set(
                "additionalProperties",
                context.createDefinitionReference(context.getTypeContext().getTypeParameterFor(type, Map.class, 1)));
        return new CustomDefinition(map, true);
    }

    private static boolean isNullable(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private String description(FieldScope field) {
        return field.isFakeContainerItemScope()
                ? null
                : javadoc.component(
                        field.getRawMember().getDeclaringClass(),
                        field.getRawMember().getName());
    }

    /** Returns a reference to the schema of a record. */
    JsonNode reference(Class<?> type) {
        return builder.createSchemaReference(type);
    }

    /** Returns the schemas of all records referred to. */
    ObjectNode definitions() {
        var definitions = builder.collectDefinitions("components/schemas");
        definitions.forEach(definition -> referToUnwrapped(definition, definitions));
        return definitions;
    }

    /** Replaces the copies of an unwrapped record's schema by a single reference to it. */
    private static void referToUnwrapped(JsonNode definition, ObjectNode definitions) {
        if (definition.get("allOf") instanceof ArrayNode parts) {
            var references = new TreeSet<String>();
            parts.forEach(part -> definitions.properties().stream()
                    .filter(other -> other.getValue().equals(part))
                    .forEach(other -> references.add("#/components/schemas/" + other.getKey())));
            parts.removeAll();
            references.forEach(reference -> parts.addObject().put("$ref", reference));
        }
    }
}
