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
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who may know whom. */
@AnalyzeClasses(
        packages = "io.github.gradcam4j",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTestArchives.class})
class ArchitectureTest {

    /** Tests of other rooms come as archives. */
    static final class WithoutTestArchives implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String ROOT = "io.github.gradcam4j.";
    private static final List<String> CORE = List.of("disk", "graph", "image", "runtime", "gradient", "cam", "metric");

    /** The rooms, and within core its packages, each with those it may know besides itself. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            entry("disk"),
            entry("graph"),
            entry("image", "disk"),
            entry("runtime", "disk", "graph"),
            entry("gradient", "graph", "runtime"),
            entry("cam", "disk", "graph", "image", "runtime", "gradient"),
            entry("metric", "disk", "graph", "image", "runtime", "gradient", "cam"),
            aboveCore("zoo"),
            aboveCore("studio", "zoo"),
            aboveCore("bench", "zoo", "studio"),
            aboveCore("cli", "zoo", "studio", "bench"));

    private static Map.Entry<String, List<String>> entry(String room, String... known) {
        return Map.entry(room, List.of(known));
    }

    private static Map.Entry<String, List<String>> aboveCore(String room, String... known) {
        return Map.entry(room, Stream.concat(CORE.stream(), Stream.of(known)).toList());
    }

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule coreKnowsNoWebAndNoJson = noClasses()
            .that()
            .resideInAnyPackage(CORE.stream().map(p -> ROOT + p + "..").toArray(String[]::new))
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

    @ArchTest
    static void arrowsPointDown(JavaClasses classes) {
        var wrong = new TreeSet<String>();
        for (JavaClass origin : classes) {
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                String from = room(origin);
                String to = room(dependency.getTargetClass());
                if (!to.isEmpty() && !to.equals(from) && !MAY_KNOW.get(from).contains(to)) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @ArchTest
    static void everyRoomIsKnownHere(JavaClasses classes) {
        var rooms = classes.stream().map(ArchitectureTest::room).collect(toCollection(TreeSet::new));
        assertFalse(rooms.isEmpty());
        rooms.removeAll(MAY_KNOW.keySet());
        assertEquals("[]", rooms.toString(), "say in MAY_KNOW what these may know");
    }

    /** The first part of a package's name below ours; empty for what is not ours. */
    private static String room(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(ROOT) && name.length() > ROOT.length()
                ? name.substring(ROOT.length(), name.indexOf('.', ROOT.length()))
                : "";
    }
}
