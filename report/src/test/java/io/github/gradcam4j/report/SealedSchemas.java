package io.github.gradcam4j.report;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of a sealed interface of records with one {@link JsonValue} each: any of these values, in place. */
public final class SealedSchemas {

    private SealedSchemas() {}

    /** Returns the schema; null for other types. A provider of custom definitions for a schema generator. */
    public static @Nullable CustomDefinition of(ResolvedType type, SchemaGenerationContext context) {
        var sealed = type.getErasedType();
        if (!sealed.isSealed()
                || !Arrays.stream(sealed.getPermittedSubclasses()).allMatch(SealedSchemas::isValue)) {
            return null;
        }
        var schema = context.getGeneratorConfig().createObjectNode();
        var values = schema.putArray("anyOf");
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            var value = permitted.getRecordComponents()[0].getGenericType();
            values.add(
                    context.createDefinitionReference(context.getTypeContext().resolve(value)));
        }
        return new CustomDefinition(schema, DefinitionType.INLINE, AttributeInclusion.NO);
    }

    private static boolean isValue(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getAccessor().isAnnotationPresent(JsonValue.class);
    }
}
