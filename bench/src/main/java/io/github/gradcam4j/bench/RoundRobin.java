package io.github.gradcam4j.bench;

import io.github.gradcam4j.runtime.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark whose cases take turns: each case runs once in every round. A disturbance of the machine then affects all
 * cases, and their ratios stay valid when the times drift. Not thread safe.
 */
public final class RoundRobin {

    private static final int MIN_ROUNDS = 3;

    private final String title;
    private final int slowness;
    private final List<Case> cases = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** The work of a case. */
    @FunctionalInterface
    public interface Work {
        /** Runs the work once. */
        void run() throws Exception;
    }

    /** @param units the number of items that one run processes; the reported time is per item */
    private record Case(String name, int units, Work work) {}

    /**
     * Creates a benchmark without cases.
     *
     * @param title the title of the table
     * @param slowness the divisor of the number of rounds, larger than 1 for cases that take long
     */
    public RoundRobin(String title, int slowness) {
        this.title = title;
        this.slowness = slowness;
    }

    /** Adds a case. Ratios are relative to the first case. */
    public RoundRobin add(String name, Work work) {
        return add(name, 1, work);
    }

    /** Adds a case whose run processes {@code units} items. Its time is reported per item. */
    public RoundRobin add(String name, int units, Work work) {
        cases.add(new Case(name, units, work));
        return this;
    }

    /** Adds a remark, which is printed below the table. */
    public RoundRobin remark(String text) {
        remarks.add(text);
        return this;
    }

    /** Returns the title of the table. */
    public String title() {
        return title;
    }

    /**
     * Runs all cases in turns. Warm-up rounds, a quarter of the measured ones, run first and are not measured.
     *
     * @param usualRounds the number of measured rounds for a slowness of 1; at least 3 rounds run
     * @param progress receives the number of finished rounds and of all rounds, after each round
     * @throws InterruptedException if the thread is interrupted
     * @throws Exception if a case throws it
     */
    public Section run(int usualRounds, Progress progress) throws Exception {
        int rounds = Math.max(MIN_ROUNDS, usualRounds / slowness);
        int warmups = Math.max(1, rounds / 4);
        var nanos = new long[cases.size()][rounds];
        for (int round = -warmups; round < rounds; round++) {
            for (int c = 0; c < cases.size(); c++) {
                long start = System.nanoTime();
                cases.get(c).work.run();
                long took = System.nanoTime() - start;
                if (round >= 0) {
                    nanos[c][round] = took / cases.get(c).units;
                }
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            progress.update(round + warmups + 1, warmups + rounds);
        }
        var measured = new ArrayList<Measurement>();
        for (int c = 0; c < nanos.length; c++) {
            measured.add(Measurement.of(cases.get(c).name, nanos[c], nanos[0]));
        }
        return new Section(title, measured, remarks);
    }
}
