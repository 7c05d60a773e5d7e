package io.github.gradcam4j.cli;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.github.gradcam4j.bench.BenchReport;
import io.github.gradcam4j.report.ClassifyDocument;
import io.github.gradcam4j.report.ExplainDocument;
import io.github.gradcam4j.report.ExplanationJson;
import io.github.gradcam4j.report.InspectDocument;
import io.github.gradcam4j.report.LayersDocument;
import io.github.gradcam4j.report.ModelsDocument;
import io.github.gradcam4j.report.SamplesDocument;
import io.github.gradcam4j.report.SealedSchemas;
import io.github.gradcam4j.report.TryDocument;
import io.github.gradcam4j.report.evaluation.EvaluationDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schemas of all documents, generated from their records: every component is required, no other property is
 * allowed, and only {@code @Nullable} components may be null.
 */
final class JsonSchemas {

    /** The documents by the names of their schemas. */
    static final Map<String, Class<?>> DOCUMENTS = new LinkedHashMap<>();

    static {
        DOCUMENTS.put("explain", ExplainDocument.class);
        DOCUMENTS.put("explanation", ExplanationJson.class);
        DOCUMENTS.put("classify", ClassifyDocument.class);
        DOCUMENTS.put("classify-try", TryDocument.class);
        DOCUMENTS.put("inspect", InspectDocument.class);
        DOCUMENTS.put("layers", LayersDocument.class);
        DOCUMENTS.put("models", ModelsDocument.class);
        DOCUMENTS.put("samples", SamplesDocument.class);
        DOCUMENTS.put("evaluation", EvaluationDocument.class);
        DOCUMENTS.put("bench", BenchReport.class);
    }

    private static final SchemaGenerator GENERATOR = generator();

    private JsonSchemas() {}

    /** Returns the schema of a document by its name. */
    static JsonNode of(String name) {
        var generated = GENERATOR.generateSchema(DOCUMENTS.get(name));
        var schema = generated.objectNode();
        schema.set("$schema", generated.get("$schema"));
        schema.put("title", "gradcam4j " + name);
        return schema.setAll((ObjectNode) generated.without("$schema"));
    }

    private static SchemaGenerator generator() {
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        config.forTypesInGeneral().withCustomDefinitionProvider(JsonSchemas::withFiles);
        config.with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE));
        config.forFields()
                .withRequiredCheck(field -> true)
                .withNullableCheck(JsonSchemas::isNullable)
                .withIgnoreCheck(field -> field.getAnnotation(JsonAnyGetter.class) != null);
        config.forTypesInGeneral()
                .withPropertySorter((first, second) -> 0)
                .withCustomDefinitionProvider(SealedSchemas::of);
        config.forTypesInGeneral()
                .withTypeAttributeOverride((node, scope, context) -> metricsOf(scope.getType(), node));
        return new SchemaGenerator(config.build());
    }

    /** The properties of an explanation, and its files, in one object. */
    private static CustomDefinition withFiles(ResolvedType type, SchemaGenerationContext context) {
        if (type.getErasedType() != ExplainDocument.Written.class) {
            return null;
        }
        var types = context.getTypeContext();
        var schema = context.createStandardDefinition(types.resolve(ExplanationJson.class), null);
        var files = context.createDefinition(types.resolve(List.class, String.class));
        ((ObjectNode) schema.get("properties")).set("files", files);
        ((ArrayNode) schema.get("required")).add("files");
        return new CustomDefinition(schema);
    }

    private static boolean isNullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The further properties of a method's means: one number, or null, for each metric. */
    private static void metricsOf(ResolvedType type, ObjectNode node) {
        if (type.getErasedType() == EvaluationDocument.MethodMeans.class) {
            node.putObject("additionalProperties")
                    .putArray("type")
                    .add("number")
                    .add("null");
        }
    }
}
