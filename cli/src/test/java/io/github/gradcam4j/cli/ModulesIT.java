package io.github.gradcam4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged jars as modules: their names, and that each package is in one of them. */
class ModulesIT {

    private static final List<String> MODULES =
            List.of("bench", "cli", "core", "formats", "report", "samples", "studio", "zoo");

    private static final String ROOT = "io.github.gradcam4j.";

    /** The jars by module. */
    private static final Map<String, Path> JARS = new TreeMap<>();

    @BeforeAll
    static void findJars() throws IOException {
        JARS.put("cli", Program.folder().resolve("gradcam.jar"));
        try (var files = Files.list(Program.folder().resolve("lib"))) {
            files.filter(file -> file.getFileName().toString().startsWith("gradcam4j-"))
                    .forEach(file -> JARS.put(file.getFileName().toString().split("-")[1], file));
        }
    }

    @Test
    void everyJarNamesItsModule() throws IOException {
        assertEquals(MODULES, List.copyOf(JARS.keySet()));
        for (String module : MODULES) {
            assertEquals(ROOT + module, attributes(module).getValue("Automatic-Module-Name"), module);
            assertNotNull(attributes(module).getValue("Implementation-Version"), module);
        }
    }

    @Test
    void everyJarHasTheLicenseAndNoticeOfTheProject() throws IOException {
        for (String name : List.of("LICENSE", "NOTICE")) {
            var expected = Files.readString(Path.of(System.getProperty("gradcam.root"), name));
            for (String module : MODULES) {
                try (var jar = new JarFile(JARS.get(module).toFile())) {
                    var entry = jar.getEntry("META-INF/" + name);
                    assertNotNull(entry, () -> module + " has no " + name);
                    try (var in = jar.getInputStream(entry)) {
                        assertEquals(expected, new String(in.readAllBytes(), StandardCharsets.UTF_8), module);
                    }
                }
            }
        }
    }

    @Test
    void theProgramsJarKeepsItsOwnEntries() throws IOException {
        var attributes = attributes("cli");
        assertEquals(Main.class.getName(), attributes.getValue(Attributes.Name.MAIN_CLASS));
        assertEquals("ALL-UNNAMED", attributes.getValue("Enable-Native-Access"));
        assertNotNull(attributes.getValue(Attributes.Name.CLASS_PATH));
    }

    /** Java refuses two modules with the same package. */
    @Test
    void noPackageIsInTwoJars() throws IOException {
        var homes = new TreeMap<String, TreeSet<String>>();
        for (var jar : JARS.entrySet()) {
            try (var file = new JarFile(jar.getValue().toFile())) {
                file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class"))
                        .map(name -> name.substring(0, name.lastIndexOf('/')))
                        .forEach(folder -> homes.computeIfAbsent(folder, key -> new TreeSet<>())
                                .add(jar.getKey()));
            }
        }
        homes.values().removeIf(modules -> modules.size() == 1);
        assertEquals("{}", homes.toString());
    }

    private static Attributes attributes(String module) throws IOException {
        try (var jar = new JarFile(JARS.get(module).toFile())) {
            return jar.getManifest().getMainAttributes();
        }
    }
}
