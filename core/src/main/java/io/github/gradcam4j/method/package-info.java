/**
 * Attribution methods. An {@link io.github.gradcam4j.method.AttributionMethod} computes a map of the evidence for a
 * class from the activations A of a layer and the gradient g of the class score with respect to them, both [K, h, w].
 * Grad-CAM, for example, is {@code sum_k mean_hw(g_k) A_k}. Methods that perturb the input or the activations re-run
 * the model by a {@link io.github.gradcam4j.method.ModelScorer}. Maps are raw: signed, before any ReLU, resizing or
 * normalization.
 *
 * <p>{@link io.github.gradcam4j.method.Methods} has the built-in methods and two baselines without a model. A custom
 * method implements one interface, and is also found by name once its class is listed in
 * {@code META-INF/services/io.github.gradcam4j.method.AttributionMethod}:
 *
 * <pre>{@code
 * public final class ActivationMean implements AttributionMethod {
 *     public String id() {
 *         return "activationmean";
 *     }
 *
 *     public String title() {
 *         return "Mean activation";
 *     }
 *
 *     public HeatMap attribute(AttributionContext context) {
 *         var a = context.activations();
 *         var mean = new float[a.area()];
 *         for (int p = 0; p < mean.length; p++) {
 *             for (int k = 0; k < a.channels(); k++) {
 *                 mean[p] += a.at(k, p) / a.channels();
 *             }
 *         }
 *         return HeatMap.of(mean, a.height(), a.width());
 *     }
 * }
 * }</pre>
 *
 * <p>If the map is a sum over the channels of a formula of activations and gradient, the method implements
 * {@link io.github.gradcam4j.method.ChannelSum} instead. The same formula then also becomes a part of an ONNX graph,
 * see {@link io.github.gradcam4j.method.GraphForm}.
 */
package io.github.gradcam4j.method;
