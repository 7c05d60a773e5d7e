package io.github.gradcam4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bounds in {@code docs/security.md} are those of the code, and its table of fuzzed readers is complete. */
class SecurityPageTest {

    private static final Path ROOT = Path.of(System.getProperty("gradcam.root"));

    /** A row of the bounds: what is bounded, the value with its unit, and the field. */
    private static final Pattern BOUND =
            Pattern.compile("(?m)^\\| .* \\| ([\\d,]+)( [a-zA-Z]+)? \\| `([a-z][\\w.$]*)` \\|$");

    private static final Map<String, Long> UNITS =
            Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "seconds", 1L, "minutes", 60L);

    private static String page() throws Exception {
        return Files.readString(ROOT.resolve("docs/security.md"));
    }

    @Test
    void theBoundsAreThoseOfTheCode() throws Exception {
        var wrong = new ArrayList<String>();
        var rows = BOUND.matcher(page()).results().toList();
        for (var row : rows) {
            String unit = row.group(2) == null ? "" : row.group(2).strip();
            long written = Long.parseLong(row.group(1).replace(",", "")) * UNITS.getOrDefault(unit, 1L);
            long real = value(row.group(3));
            if (written != real) {
                wrong.add(row.group(3) + " is " + real + ", not " + written);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(rows.size() > 25, rows.size() + " rows");
    }

    @Test
    void everyTargetIsInTheTable() throws Exception {
        String page = page();
        try (Stream<Path> files = Files.walk(ROOT.resolve("fuzz/src/test/java"))) {
            var missing = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("FuzzTest.java"))
                    .map(name -> "`" + name.replace(".java", "") + "`")
                    .filter(name -> !page.contains(name))
                    .toList();
            assertEquals(List.of(), missing);
        }
    }

    /** Returns the value of a field, by its name below the root package; a duration in seconds. */
    private static long value(String path) throws ReflectiveOperationException {
        var parts = List.of(path.split("\\."));
        for (int end = parts.size() - 1; end > 0; end--) {
            Class<?> type;
            try {
                type = Class.forName("io.github.gradcam4j." + String.join(".", parts.subList(0, end)));
            } catch (ClassNotFoundException e) {
                continue;
            }
            return value(type, parts.subList(end, parts.size()));
        }
        throw new ClassNotFoundException(path);
    }

    private static long value(Class<?> type, List<String> fields) throws ReflectiveOperationException {
        Object value = null;
        Class<?> owner = type;
        for (String name : fields) {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            value = field.get(value != null || Modifier.isStatic(field.getModifiers()) ? value : created(owner));
            owner = value.getClass();
        }
        return value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
    }

    private static Object created(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
