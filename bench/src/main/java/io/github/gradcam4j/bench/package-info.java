/** What explanations cost, as ratios to the forward pass of the same model in the same run. */
package io.github.gradcam4j.bench;
