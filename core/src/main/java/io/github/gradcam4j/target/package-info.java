/**
 * Classes, and what is explained about them. A {@link io.github.gradcam4j.target.Target} names a class by index, by
 * label or by rank, and optionally other classes to compare it with, a contrastive explanation.
 * {@link io.github.gradcam4j.target.Labels} resolves names, synonyms and parts of names to indices.
 * {@link io.github.gradcam4j.target.ScoreType} chooses between a class's logit and its probability, which an
 * {@link io.github.gradcam4j.target.Activation} computes from all logits.
 * {@link io.github.gradcam4j.target.Predictions} holds the scores of all classes for one image, highest first.
 *
 * <pre>{@code
 * var labels = Labels.of(List.of("ox", "bison", "zebra"));
 * var why = Target.of("ox").versus(Target.top(1)).resolve(labels);
 * var predictions = new Predictions(labels, new float[] {1.5f, 2, -1}, Activation.SOFTMAX);
 * System.out.println(predictions.top(2));
 * }</pre>
 */
package io.github.gradcam4j.target;
