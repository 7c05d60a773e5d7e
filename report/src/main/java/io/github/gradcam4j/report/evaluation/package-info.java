/**
 * Evaluation of attribution methods on a data set: explains each image by each method, scores the maps by metrics, and
 * writes a report as HTML, CSV and JSON.
 *
 * <p>An {@link io.github.gradcam4j.report.evaluation.Evaluation} keeps the scores of each image in a file as soon as
 * they are computed. A later run reuses a file only if everything its numbers depend on is the same: see
 * {@link io.github.gradcam4j.report.evaluation.EvaluationSettings}. A failing image does not end the run; it is listed
 * in {@link io.github.gradcam4j.report.evaluation.EvaluationReport#failures}.
 *
 * <pre>{@code
 * try (var explainer = Explainer.open(Path.of("net.onnx"));
 *         var files = Files.newDirectoryStream(Path.of("photos"), "*.jpg")) {
 *     var images = new ArrayList<EvaluationImage>();
 *     files.forEach(file -> images.add(EvaluationImage.of(file)));
 *     var report = Evaluation.builder(explainer, Path.of("report"))
 *             .methods(List.of(Methods.GRAD_CAM, Methods.HIRES_CAM, Methods.RANDOM))
 *             .build()
 *             .run(images);
 *     System.out.println(report.mean("hirescam", "deletion"));
 * }
 * }</pre>
 */
package io.github.gradcam4j.report.evaluation;
