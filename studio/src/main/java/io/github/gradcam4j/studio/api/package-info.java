/**
 * The JSON documents of the HTTP interface, as records.
 *
 * <p>A record's components are the document's keys; all keys are always present, and only {@code @Nullable} components
 * may be null. The schemas of the OpenAPI document are derived from the records and their Javadoc, so {@code @param}
 * texts are what API clients read:
 *
 * <pre>
 * GET /api/methods
 *
 * {"methods": [{"id": "gradcam", "title": "Grad-CAM", "slow": false}, ...]}
 * </pre>
 *
 * <p>This is a {@link io.github.gradcam4j.studio.api.MethodList}. Documents that the command line prints as well, such
 * as {@link io.github.gradcam4j.report.ExplanationJson}, are in {@link io.github.gradcam4j.report}.
 */
package io.github.gradcam4j.studio.api;
