package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.github.gradcam4j.method.Channel;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public method and constructor of the library refuses null by the name of the parameter. */
class NullArgumentsTest {

    private static final Pattern LIBRARY =
            packages("explain|export|graph|image|method|metric|model|runtime|samples|target|zoo");

    /** Lists of the names and nodes of graphs may be long; a null in one is found where it is read. */
    private static final Pattern NAMES_ELEMENTS = packages("explain|export|image|metric|model|target");

    @TempDir
    private Path folder;

    private static Pattern packages(String names) {
        return Pattern.compile("io\\.github\\.gradcam4j\\.(" + names + ")");
    }

    /** The message is the parameter's name, or Java's own: {@code because "name" is null}. */
    @Test
    void nullIsRefusedByTheNameOfTheParameter() throws Exception {
        var wrong = new TreeSet<String>();
        int calls = 0;
        try (var samples = new SampleArguments(folder)) {
            for (Executable executable : executables(LIBRARY)) {
                for (Parameter parameter : executable.getParameters()) {
                    if (parameter.getType().isPrimitive()
                            || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                        continue;
                    }
                    String message = call(executable, parameter, null, samples);
                    calls++;
                    String name = parameter.getName();
                    if (!message.equals(name) && !message.contains("because \"" + name + "\" is null")) {
                        wrong.add(describe(executable, parameter, message));
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(calls > 400, "only " + calls + " calls");
    }

    @Test
    void nullInAListIsRefusedWithItsIndex() throws Exception {
        var wrong = new TreeSet<String>();
        int calls = 0;
        try (var samples = new SampleArguments(folder)) {
            for (Executable executable : executables(NAMES_ELEMENTS)) {
                for (Parameter parameter : executable.getParameters()) {
                    if (parameter.getType() == List.class) {
                        String message = call(executable, parameter, Collections.singletonList(null), samples);
                        calls++;
                        if (!message.equals(parameter.getName() + "[0]")) {
                            wrong.add(describe(executable, parameter, message));
                        }
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(calls > 10, "only " + calls + " calls");
    }

    private static String describe(Executable executable, Parameter parameter, String message) {
        return String.format(
                Locale.ROOT,
                "%s.%s, parameter %s: %s",
                executable.getDeclaringClass().getName(),
                executable.getName(),
                parameter.getName(),
                message);
    }

    /** The public ones that are called; results (records and exceptions) are created by the library. */
    private static List<Executable> executables(Pattern packages) {
        var all = new ArrayList<Executable>();
        for (var imported : new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .withImportOption(new ArchitectureTest.WithoutTestArchives())
                .importPackages("io.github.gradcam4j")) {
            if (packages.matcher(imported.getPackageName()).matches() && isPublic(imported.reflect())) {
                var type = imported.reflect();
                boolean result = type.isRecord() || Throwable.class.isAssignableFrom(type);
                Stream.of(type.getDeclaredConstructors())
                        .filter(c -> !result && Modifier.isPublic(c.getModifiers()))
                        .forEach(all::add);
                Stream.of(type.getDeclaredMethods())
                        .filter(NullArgumentsTest::isCalled)
                        .forEach(all::add);
            }
        }
        return all;
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    /** Leaves out the formulas of methods over channels: only the library calls them. */
    private static boolean isCalled(Method method) {
        boolean ofJava = method.getName().equals("equals")
                || method.getDeclaringClass().isEnum() && method.getName().equals("valueOf");
        return Modifier.isPublic(method.getModifiers())
                && !Modifier.isAbstract(method.getModifiers())
                && !method.isSynthetic()
                && !method.isDefault()
                && !List.of(method.getParameterTypes()).contains(Channel.class)
                && !ofJava;
    }

    /** Passes a value for one parameter and sample values for all others; returns the exception's message. */
    private static String call(Executable executable, Parameter of, Object value, SampleArguments samples) {
        var arguments = new ArrayList<Object>();
        for (Parameter parameter : executable.getParameters()) {
            arguments.add(parameter.equals(of) ? value : samples.of(parameter.getType()));
        }
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments.toArray());
            } else {
                boolean isStatic = Modifier.isStatic(executable.getModifiers());
                ((Method) executable)
                        .invoke(isStatic ? null : samples.of(executable.getDeclaringClass()), arguments.toArray());
            }
            return "accepted";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException && e.getCause().getMessage() != null
                    ? e.getCause().getMessage()
                    : e.getCause().toString();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(describe(executable, of, "cannot be called"), e);
        }
    }
}
