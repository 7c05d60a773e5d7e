package io.github.gradcam4j.report.evaluation;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A method or metric with its parameters.
 *
 * @param type the implementation's class
 * @param parameters the components of an implementation that is a record; empty for any other. An implementation with
 *     parameters should therefore be a record
 */
public record Configured(String id, String type, Map<String, String> parameters) {

    static Configured of(String id, Object implementation) {
        var parameters = new LinkedHashMap<String, String>();
        if (implementation instanceof Record) {
            for (var component : implementation.getClass().getRecordComponents()) {
                parameters.put(component.getName(), text(value(component, implementation)));
            }
        }
        return new Configured(id, implementation.getClass().getName(), parameters);
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            var accessor = component.getAccessor();
            accessor.trySetAccessible();
            return accessor.invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component + " of " + of, e);
        }
    }

    private static String text(Object value) {
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }
}
