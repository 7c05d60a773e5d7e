/**
 * Metrics of explanations. A {@link io.github.gradcam4j.metric.Metric} is a number that describes how well a heat map
 * reflects the model, such as the area under the probability while the hottest pixels are deleted, or where the heat
 * lies, such as its fraction on the object. Some metrics re-run the model; each describes its range and source in
 * {@link io.github.gradcam4j.metric.Metric#definition}.
 *
 * <p>Metrics are computed for an {@link io.github.gradcam4j.metric.EvaluationInput}, an explanation with the object's
 * position if that is known. No metric is right by itself: compare a method with the baselines {@code random} and
 * {@code center}. {@link io.github.gradcam4j.metric.ModelRandomization} tests whether a method's maps depend on the
 * model's weights at all.
 *
 * <pre>{@code
 * var input = EvaluationInput.of(explanation).withObject(mask);
 * for (var metric : Metric.all()) {
 *     metric.compute(input).ifPresent(value -> System.out.println(metric.title() + " " + value));
 * }
 * }</pre>
 */
package io.github.gradcam4j.metric;
