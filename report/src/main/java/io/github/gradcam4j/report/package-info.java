/**
 * The documents and files that gradcam4j writes.
 *
 * <p>Each document of {@code gradcam ... --json} is a record, and the studio sends the same records. Their JSON Schemas
 * are in {@code docs/schema}. A component is null in JSON only if it is {@code @Nullable}.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("net.onnx"))) {
 *     var explanation = explainer.explain(Image.read(Path.of("cow.jpg")), Target.top(1));
 *     var document = ExplanationJson.of("cow.jpg", explanation);
 *     var file = ResultName.of(document).file("cow", ResultFormat.JSON);
 *     Files.write(Path.of(file), Json.bytes(document));
 * }
 * }</pre>
 *
 * <p>Package {@link io.github.gradcam4j.report.evaluation} evaluates attribution methods on a data set. Nothing here
 * prints or exits.
 */
package io.github.gradcam4j.report;
