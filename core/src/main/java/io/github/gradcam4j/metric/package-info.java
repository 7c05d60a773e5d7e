/**
 * How far to trust an explanation: measures of a {@link io.github.gradcam4j.metric.EvaluationInput}, each a
 * {@link io.github.gradcam4j.metric.Metric}, and the check whether a method depends on what the model has learned.
 */
package io.github.gradcam4j.metric;
