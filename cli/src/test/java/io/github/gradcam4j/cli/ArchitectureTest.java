package io.github.gradcam4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Console;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The packages' floors, and what each may depend on. */
@AnalyzeClasses(
        packages = "io.github.gradcam4j",
        importOptions = {
            DoNotIncludeTests.class,
            ArchitectureTest.WithoutTestArchives.class,
            ArchitectureTest.WithoutProtobuf.class
        })
class ArchitectureTest {

    /** Leaves out the test archives of other modules. */
    static final class WithoutTestArchives implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** Leaves out the copy of protobuf in core's archive. */
    static final class WithoutProtobuf implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/internal/protobuf/");
        }
    }

    private static final String ROOT = "io.github.gradcam4j.";

    /**
     * The packages from the ground up. A package may depend on those of lower floors; packages of one floor do not know
     * each other. An entry with a star stands for a package and all below it.
     */
    private static final List<List<String>> FLOORS = List.of(
            List.of("internal.protobuf*"),
            List.of("internal.onnx"),
            List.of("internal.argument", "internal.half", "internal.text"),
            List.of("internal.disk"),
            List.of("graph"),
            List.of("runtime", "image"),
            List.of("gradient", "target"),
            List.of("model"),
            List.of("internal.spatial"),
            List.of("internal.model"),
            List.of("internal.split"),
            List.of("method"),
            List.of("internal.plan", "export"),
            List.of("internal.export"),
            List.of("explain"),
            List.of("metric"),
            List.of("formats*"),
            List.of("zoo*"),
            List.of("samples*"),
            List.of("report*"),
            List.of("studio*"),
            List.of("bench"),
            List.of("cli"));

    /** Packages that may know less than all lower floors, with those that they may know. */
    private static final Map<String, List<String>> NARROW =
            Map.of("formats*", List.of("graph", "internal.disk", "internal.half", "internal.text"));

    @ArchTest
    static final ArchRule onlyTheGraphKnowsProtobuf = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "graph", ROOT + "internal.onnx", ROOT + "internal.protobuf..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", ROOT + "internal.protobuf..", ROOT + "internal.onnx..");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule coreKnowsNoWebAndNoJson = noClasses()
            .that()
            .resideInAnyPackage(FLOORS.stream()
                    .takeWhile(rooms -> !rooms.contains("formats*"))
                    .flatMap(List::stream)
                    .map(room -> ROOT + room.replace("*", ".."))
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "io.javalin..", "com.fasterxml.jackson..", "picocli..");

    @ArchTest
    static final ArchRule onlyTheCommandLineSpeaks = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Console.class);

    /** The benchmark of the studio is a client of its own server. */
    @ArchTest
    static final ArchRule oneHttpClient = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "bench")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "zoo.download.WebClient")
            .should()
            .callMethod(HttpClient.class, "newBuilder")
            .orShould()
            .callMethod(HttpClient.class, "newHttpClient");

    @ArchTest
    static final ArchRule oneEditDistance = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "internal.text.NearestNames")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.commons.text.similarity..");

    /** The native library moves a folder, not a file. */
    @ArchTest
    static final ArchRule oneAtomicFile = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "internal.disk.AtomicFile")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "runtime.NativeLibrary")
            .should()
            .accessField(StandardCopyOption.class, "ATOMIC_MOVE");

    @ArchTest
    static void arrowsPointDown(JavaClasses classes) {
        var wrong = new TreeSet<String>();
        for (JavaClass origin : classes) {
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                if (!mayKnow(room(origin), room(dependency.getTargetClass()))) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static boolean mayKnow(String from, String to) {
        return to.isEmpty()
                || to.equals(from)
                || (NARROW.containsKey(from) ? NARROW.get(from).contains(to) : floor(to) < floor(from));
    }

    @ArchTest
    static void everyPackageHasAFloor(JavaClasses classes) {
        var rooms = classes.stream().map(ArchitectureTest::room).collect(toCollection(TreeSet::new));
        assertFalse(rooms.isEmpty());
        rooms.removeIf(room -> floor(room) >= 0);
        assertEquals("[]", rooms.toString(), "give each of these packages a floor in FLOORS");
    }

    private static int floor(String room) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        return -1;
    }

    /**
     * The entry of {@link #FLOORS} that a class belongs to, else its package's name; empty for a class of a library.
     */
    private static String room(JavaClass type) {
        if (!type.getPackageName().startsWith(ROOT)) {
            return "";
        }
        String name = type.getPackageName().substring(ROOT.length());
        return FLOORS.stream()
                .flatMap(List::stream)
                .filter(room -> room.endsWith("*") && (name + ".").startsWith(room.replace('*', '.')))
                .findFirst()
                .orElse(name);
    }

    /** Returns whether a directory is Maven's; the package {@code target} has the same name. */
    static boolean isBuildDirectory(Path directory) {
        return directory.endsWith("target") && Files.exists(directory.resolveSibling("pom.xml"));
    }
}
