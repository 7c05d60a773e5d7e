/**
 * Benchmarks: the cost of explanations, as ratios to the forward pass of the same model in the same run.
 *
 * <p>A {@link io.github.gradcam4j.bench.Bench} prepares the cases of one table.
 * {@link io.github.gradcam4j.bench.RoundRobin} measures them in turns, round by round, so that a disturbance of the
 * machine affects all cases and the ratios stay valid. The first case is always the plain forward pass
 * ({@link io.github.gradcam4j.bench.ForwardBaseline}).
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(model);
 *         var bench = Bench.explaining(explainer)) {
 *     Section section = bench.cases().run(40, (done, total) -> {});
 *     section.measured().forEach(m -> System.out.println(m.name() + " " + m.ratio()));
 * }
 * }</pre>
 *
 * <p>The JMH benchmarks of single parts are in this package's tests.
 */
package io.github.gradcam4j.bench;
