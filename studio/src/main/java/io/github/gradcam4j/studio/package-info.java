/**
 * The studio: a web application that explains images in the browser.
 *
 * <p>{@link io.github.gradcam4j.studio.Studio} starts it; {@link io.github.gradcam4j.studio.StudioConfig} has its
 * settings. The page is static and comes from the class path. It uses the HTTP interface under {@code /api}, which
 * other programs may use as well:
 *
 * <pre>
 * gradcam studio --port 8501 &amp;
 * curl 'http://127.0.0.1:8501/api/explain?picture=daisy&amp;method=gradcam&amp;target=top1'
 * </pre>
 *
 * <p>Each {@code ...Routes} class is one part of that interface. A {@code Route} combines a path, its handler and its
 * {@code Operation}, which describes the parameters, the JSON records of {@link io.github.gradcam4j.studio.api} and the
 * possible problems. The OpenAPI document is generated from the routes by {@code OpenApiDocumentTest} and served at
 * {@code /api/openapi.json}; the page's types are generated from the document.
 *
 * <p>{@code ExplanationService} keeps models open and caches results. Errors are problem documents (RFC 9457). Uploads
 * stay in memory and expire. Requests of other web sites are rejected, see {@code HostHeaderFilter}.
 */
package io.github.gradcam4j.studio;
