/**
 * Follows the rows and columns of the image through a graph:
 * {@link io.github.gradcam4j.internal.spatial.SpatialAnalysis} finds for every tensor which part of the image each
 * element stands for, and from it the tensor's {@link io.github.gradcam4j.model.FeatureLayout}.
 */
package io.github.gradcam4j.internal.spatial;
