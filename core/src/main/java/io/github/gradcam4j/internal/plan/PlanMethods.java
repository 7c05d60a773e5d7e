package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method as the properties of a plan: its id and, for a record of numbers, the values of its components. The reader
 * finds the class by its id in {@link Methods}, so that no class outside the registry is used.
 */
final class PlanMethods {

    private static final String KEY = "method";

    /** The types of components, with the readers of their texts. */
    private static final Map<Class<?>, Function<String, Object>> TYPES = Map.of(
            int.class, Integer::valueOf,
            long.class, Long::valueOf,
            double.class, Double::valueOf,
            float.class, Float::valueOf,
            boolean.class, Boolean::valueOf,
            String.class, text -> text);

    private PlanMethods() {}

    /** @throws IllegalArgumentException if another process cannot find or create the method */
    static void write(AttributionMethod method, PlanProperties properties) {
        var registered = registered(method.id());
        if (registered.isEmpty() || registered.get().getClass() != method.getClass()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the method '%s' of %s is not in the registry, so that a reader of the plan would not find it. Name"
                            + " the class in META-INF/services/%s, here and on the class path of the reader",
                    method.id(),
                    method.getClass().getName(),
                    AttributionMethod.class.getName()));
        }
        properties.put(KEY, method.id());
        if (isRecordOfValues(method.getClass())) {
            for (var component : method.getClass().getRecordComponents()) {
                properties.put(KEY + "." + component.getName(), value(component, method));
            }
        } else if (!method.equals(registered.get()) && hasState(method.getClass())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the method '%s' is not the registered one, and a plan cannot contain the fields of %s: make it a"
                            + " record of numbers, texts and booleans",
                    method.id(),
                    method.getClass().getName()));
        }
    }

    private static Optional<AttributionMethod> registered(String id) {
        return Methods.all().stream().filter(m -> m.id().equals(id)).findFirst();
    }

    private static boolean isRecordOfValues(Class<?> type) {
        return type.isRecord()
                && Modifier.isPublic(type.getModifiers())
                && Arrays.stream(type.getRecordComponents()).allMatch(c -> TYPES.containsKey(c.getType()));
    }

    private static boolean hasState(Class<?> type) {
        return type != Object.class
                && (Arrays.stream(type.getDeclaredFields()).anyMatch(f -> !Modifier.isStatic(f.getModifiers()))
                        || hasState(type.getSuperclass()));
    }

    private static Object value(RecordComponent component, AttributionMethod method) {
        try {
            return component.getAccessor().invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of " + method + " cannot be read", e);
        }
    }

    /** @throws InvalidModelException if this process does not have the method, or it has other parameters */
    static AttributionMethod read(PlanProperties properties) {
        var method = properties.get(KEY, Methods::byName);
        var type = method.getClass();
        if (!isRecordOfValues(type)) {
            return method;
        }
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = properties.get(KEY + "." + components[i].getName(), TYPES.get(components[i].getType()));
        }
        try {
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<? extends AttributionMethod> constructor = type.getConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new InvalidModelException(
                    String.format(Locale.ROOT, "the plan's method '%s' has parameters that it refuses", method.id()),
                    e);
        }
    }
}
