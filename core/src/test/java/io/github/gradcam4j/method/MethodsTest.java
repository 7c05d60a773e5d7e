package io.github.gradcam4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.TinyModels;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.target.Target;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry of methods. Class loading happens once in a process, so its tests start processes with their own class
 * path.
 */
class MethodsTest {

    @TempDir
    private Path folder;

    /** A custom method: half the gradient of the first channel. */
    public static final class HalfGradient implements AttributionMethod {
        @Override
        public String id() {
            return "halfgradient";
        }

        @Override
        public String title() {
            return "Half gradient";
        }

        @Override
        public HeatMap attribute(AttributionContext context) {
            var gradient = context.gradient();
            return WeightedSum.sum(gradient, (k, p) -> k == 0 ? gradient.at(0, p) / 2.0 : 0);
        }
    }

    /** A custom method with the id of a built-in method. */
    public static final class AnotherGradCam implements AttributionMethod {
        @Override
        public String id() {
            return "gradcam";
        }

        @Override
        public String title() {
            return "Another Grad-CAM";
        }

        @Override
        public HeatMap attribute(AttributionContext context) {
            return Methods.GRAD_CAM.attribute(context);
        }
    }

    /** A custom method with an id that {@link Methods#byName} cannot find. */
    public static final class WrongId implements AttributionMethod {
        @Override
        public String id() {
            return "Wrong-Id";
        }

        @Override
        public String title() {
            return "Wrong id";
        }

        @Override
        public HeatMap attribute(AttributionContext context) {
            return Methods.GRAD_CAM.attribute(context);
        }
    }

    /** Explains with a method by name, then lists all methods. */
    static final class Run {
        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < 2; i++) {
                try {
                    Methods.all();
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
            if (arguments.length > 1) {
                try (var explainer = TinyModels.linear(Path.of(arguments[0]))) {
                    var request = ExplainRequest.of(Target.of(0)).withMethod(Methods.byName(arguments[1]));
                    var map = explainer.explain(TinyModels.input(), request).map();
                    System.out.println(Arrays.toString(map.values()));
                }
                System.out.println(Methods.all().get(Methods.all().size() - 1).title());
            }
        }
    }

    /** Initializes the registry and several of its classes at the same time. */
    static final class Initialize {
        public static void main(String[] arguments) throws Exception {
            List<Supplier<Object>> first = List.of(
                    () -> Methods.GRAD_CAM,
                    SmoothGrad::new,
                    () -> new RandomMap(1),
                    ScoreCam::new,
                    Methods::all,
                    GradCam::new);
            var barrier = new CyclicBarrier(first.size());
            var threads = new ArrayList<Thread>();
            for (var use : first) {
                var thread = new Thread(() -> {
                    try {
                        barrier.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    use.get();
                });
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            for (var thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            }
            System.out.println(threads.stream().anyMatch(Thread::isAlive) ? "deadlock" : "initialized");
        }
    }

    @Test
    void aCustomMethodIsFoundAndRuns() throws Exception {
        register(HalfGradient.class);
        // The gradient of the first channel is its weight 4 at each of four positions, over 4.
        assertEquals(
                List.of("[0.5, 0.5, 0.5, 0.5]", "Half gradient"), start(Run.class, folder.toString(), "Half-Gradient"));
    }

    @Test
    void anIdThatIsUsedTwiceIsRefusedEachTime() throws Exception {
        register(HalfGradient.class, AnotherGradCam.class);
        String message = "two attribution methods have the id 'gradcam': %s and %s"
                .formatted(GradCam.class.getName(), AnotherGradCam.class.getName());
        assertEquals(List.of(message, message), start(Run.class));
    }

    @Test
    void anIdThatCannotBeFoundIsRefused() throws Exception {
        register(WrongId.class);
        String message = start(Run.class).get(0);
        assertTrue(message.contains("'Wrong-Id'") && message.contains("lower case"), message);
    }

    @Test
    void aClassThatIsMissingIsNamed() throws Exception {
        services("com.example.Gone");
        String message = start(Run.class).get(0);
        assertTrue(message.startsWith("a custom attribution method cannot be loaded"), message);
        assertTrue(message.contains("com.example.Gone"), message);
    }

    @RepeatedTest(3)
    void classesInitializeInAnyOrderWithoutADeadlock() throws Exception {
        assertEquals(List.of("initialized"), start(Initialize.class));
    }

    @Test
    void everyMethodIsFoundByItsNameInAnySpelling() {
        for (var method : Methods.all()) {
            assertSame(method, Methods.byName(method.id()));
            assertSame(method, Methods.byName(method.id().toUpperCase(Locale.ROOT)));
        }
        assertSame(Methods.GRAD_CAM, Methods.byName("Grad-CAM"));
        assertSame(Methods.GRAD_CAM_PLUS_PLUS, Methods.byName("grad_cam++"));
        assertSame(Methods.CENTER, Methods.byName("centre"));
        var ids = Methods.all().stream().map(AttributionMethod::id).toList();
        assertEquals(List.of("random", "center"), ids.subList(ids.size() - 2, ids.size()));
        var e = assertThrows(IllegalArgumentException.class, () -> Methods.byName("gradcan"));
        assertTrue(
                e.getMessage().contains("'gradcan'") && e.getMessage().contains("gradcam, gradcam++"), e.getMessage());
    }

    private void register(Class<?>... methods) throws IOException {
        services(Arrays.stream(methods).map(Class::getName).toArray(String[]::new));
    }

    private void services(String... names) throws IOException {
        var services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.write(services.resolve(AttributionMethod.class.getName()), List.of(names));
    }

    private List<String> start(Class<?> main, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        var out = folder.resolve("out").toFile();
        var errors = folder.resolve("errors").toFile();
        var process = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(errors)
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end within a minute");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), Files.readString(errors.toPath()));
        return Files.readAllLines(out.toPath());
    }
}
