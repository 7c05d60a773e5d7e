package io.github.gradcam4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every JMH benchmark runs once, in this process. The test does not measure speed. */
class BenchmarksTest {

    @Test
    void everyBenchmarkRuns() throws Exception {
        var options = new OptionsBuilder()
                .include("io\\.github\\.gradcam4j\\.bench\\..*")
                .param("width", "224")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        var results = new Runner(options).run();
        assertEquals(
                4, results.stream().filter(r -> of(r, ImageBenchmark.class)).count());
        assertEquals(
                9, results.stream().filter(r -> of(r, MethodBenchmark.class)).count());
    }

    private static boolean of(RunResult result, Class<?> benchmark) {
        return result.getParams().getBenchmark().startsWith(benchmark.getName());
    }
}
