package io.github.gradcam4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The signatures that users see have no types of AWT, ONNX Runtime or protobuf. */
class PublicSignaturesTest {

    private static final List<String> PACKAGES = List.of("image", "model", "target", "method", "explain", "metric");
    private static final List<String> HIDDEN =
            List.of("java.awt.", "javax.imageio.", "ai.onnx", "com.google.protobuf.", "org.ejml.");

    @Test
    void noneIsVisibleButImagesTwoDoors() throws Exception {
        var found = new TreeSet<String>();
        int checked = 0;
        for (Class<?> type : types()) {
            for (Executable executable : executables(type)) {
                checked++;
                signature(executable)
                        .map(Type::getTypeName)
                        .filter(name -> HIDDEN.stream().anyMatch(name::contains))
                        .forEach(name -> found.add(type.getSimpleName() + "." + executable.getName() + " " + name));
            }
        }
        assertTrue(checked > 300, "checked " + checked);
        String door = Image.class.getSimpleName() + ".%s java.awt.image.BufferedImage";
        assertEquals(
                new TreeSet<>(List.of(door.formatted("fromBufferedImage"), door.formatted("toBufferedImage"))), found);
    }

    private static List<Class<?>> types() throws Exception {
        var classes = Path.of(
                Image.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var types = new ArrayList<Class<?>>();
        for (String room : PACKAGES) {
            for (Path file : files(classes.resolve("io/github/gradcam4j").resolve(room))) {
                String name = file.getFileName().toString().replace(".class", "");
                if (!name.equals("package-info")) {
                    var type = Class.forName(
                            "io.github.gradcam4j." + room + "." + name, false, Image.class.getClassLoader());
                    if (isVisible(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static boolean isVisible(Class<?> type) {
        return type == null || Modifier.isPublic(type.getModifiers()) && isVisible(type.getDeclaringClass());
    }

    private static List<Executable> executables(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()))
                .filter(e -> Modifier.isPublic(e.getModifiers()) || Modifier.isProtected(e.getModifiers()))
                .toList();
    }

    private static Stream<Type> signature(Executable executable) {
        return Stream.of(
                        Arrays.stream(executable.getGenericParameterTypes()),
                        Arrays.stream(executable.getGenericExceptionTypes()),
                        Stream.of(executable.getAnnotatedReturnType().getType()))
                .flatMap(types -> types);
    }
}
