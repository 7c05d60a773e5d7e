package io.github.gradcam4j.bench;

import io.github.gradcam4j.runtime.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures several things in turns: in every round each runs once, so that what disturbs the machine disturbs all alike
 * and their ratios hold where milliseconds drift. Not thread safe.
 */
public final class RoundRobin {

    private static final int FEWEST = 3;

    private final String title;
    private final int slowness;
    private final List<Case> cases = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** Something to be measured. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** @param units things that one run does, by which its time is divided */
    private record Case(String name, int units, Work work) {}

    /** @param slowness how many times fewer rounds than usual are enough, for cases that take long */
    public RoundRobin(String title, int slowness) {
        this.title = title;
        this.slowness = slowness;
    }

    /** Adds a case; the first one is what the others are compared with. */
    public RoundRobin add(String name, Work work) {
        return add(name, 1, work);
    }

    /** Adds a case whose run does {@code units} things of one kind, of which the time of one counts. */
    public RoundRobin add(String name, int units, Work work) {
        cases.add(new Case(name, units, work));
        return this;
    }

    /** Says something about the cases. */
    public RoundRobin remark(String text) {
        remarks.add(text);
        return this;
    }

    public String title() {
        return title;
    }

    /**
     * Runs all cases in turns, after a few rounds that do not count.
     *
     * @param usual rounds that count, for cases that are not slow
     * @param progress is told after each round how many of how many are done
     * @throws InterruptedException if the thread is interrupted
     */
    public Section run(int usual, Progress progress) throws Exception {
        int rounds = Math.max(FEWEST, usual / slowness);
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
        var measured = new ArrayList<Measured>();
        for (int c = 0; c < nanos.length; c++) {
            measured.add(Measured.of(cases.get(c).name, nanos[c], nanos[0]));
        }
        return new Section(title, measured, remarks);
    }
}
