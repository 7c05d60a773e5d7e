package io.github.gradcam4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.report.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases take turns, and medians and ratios use the measured rounds only. */
class RoundRobinTest {

    @Test
    void casesTakeTurnsAndWarmUpFirst() throws Exception {
        var order = new StringBuilder();
        var reported = new ArrayList<Integer>();
        var section = new RoundRobin("both", 1)
                .add("a", () -> order.append('a'))
                .add("b", () -> order.append('b'))
                .remark("a remark")
                .run(8, (done, total) -> {
                    assertEquals(10, total);
                    reported.add(done);
                });
        assertEquals("ab".repeat(10), order.toString());
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), reported);
        assertEquals(
                List.of("a", "b"),
                section.measured().stream().map(Measurement::name).toList());
        assertEquals(List.of("a remark"), section.remarks());
        assertEquals(1, section.measured().get(0).ratio());
    }

    @Test
    void slowCasesRunLessOften() throws Exception {
        var runs = new int[1];
        new RoundRobin("slow", 10).add("a", () -> runs[0]++).run(40, (done, total) -> {});
        assertEquals(5, runs[0]);
        new RoundRobin("slowest", 1000).add("a", () -> runs[0]++).run(40, (done, total) -> {});
        assertEquals(5 + 4, runs[0]);
    }

    /** A sleep is never shorter than requested, so load on the machine cannot break this bound. */
    @Test
    void timeIsPerUnit() throws Exception {
        var section = new RoundRobin("units", 1)
                .add("ten", 10, () -> Thread.sleep(20))
                .add("one", () -> Thread.sleep(20))
                .run(3, (done, total) -> {});
        assertTrue(section.measured().get(0).median() >= 2);
        assertTrue(section.measured().get(1).low() >= 20);
        assertTrue(section.measured().get(1).ratio() > 1);
    }

    @Test
    void anInterruptEndsIt() {
        var cases = new RoundRobin("stopped", 1)
                .add("a", () -> Thread.currentThread().interrupt());
        assertThrows(InterruptedException.class, () -> cases.run(40, (done, total) -> {}));
    }

    /** The ratio is the median of the rounds' ratios: 2, 2 and 0.5 here. The ratio of the medians is 1. */
    @Test
    void ratiosAreTakenRoundByRound() {
        var measured = Measurement.of(
                "b", new long[] {2_000_000, 8_000_000, 4_000_000}, new long[] {1_000_000, 4_000_000, 8_000_000});
        assertEquals(new Measurement("b", 4, 3, 6, 2), measured);
    }

    @Test
    void quantilesLieBetweenNeighbors() {
        assertEquals(2.5, Measurement.quantile(new double[] {4, 1, 3, 2}, 0.5));
        assertEquals(1.75, Measurement.quantile(new double[] {4, 1, 3, 2}, 0.25));
        assertEquals(7, Measurement.quantile(new double[] {7}, 0.75));
    }

    @Test
    void theReportIsMarkdown() {
        var machine = new Machine("2026-11-23", "a processor", 2, "Linux amd64", "17", "1.28.0", 0.25);
        var section = new Section(
                "One", List.of(new Measurement("forward", 39.12, 38, 41.5, 1)), List.of("Nothing else ran."));
        assertEquals("""
                gradcam4j 0.1.0, measured 2026-11-23, a processor, 2 threads, Linux amd64, Java 17, \
                ONNX Runtime 1.28.0, load at the start 0.3.

                ## One

                | | median | quartiles | ratio |
                |---|---:|---:|---:|
                | forward | 39.1 ms | 38.0 - 41.5 | 1.00 |

                Nothing else ran.
                """, new BenchReport("gradcam4j 0.1.0", machine, List.of(section)).markdown());
    }
}
