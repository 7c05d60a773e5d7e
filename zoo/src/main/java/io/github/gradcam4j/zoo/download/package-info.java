/**
 * Downloads that are verified, resumed if possible, and complete or not at all.
 *
 * <p>{@link io.github.gradcam4j.zoo.download.Download} fetches a large file to disk: it continues after a broken
 * connection, repeats a request as its {@link io.github.gradcam4j.zoo.download.RetryPolicy} permits, verifies the
 * {@link io.github.gradcam4j.zoo.download.Checksum}, and lets concurrent downloads of one file wait for each other.
 * {@link io.github.gradcam4j.zoo.download.WebClient} is the HTTP client behind it, and fetches small documents into
 * memory. {@link io.github.gradcam4j.zoo.download.NpmPackage} fetches a package with npm.
 *
 * <pre>{@code
 * Path file = Download.fromEnvironment().fetch(
 *         URI.create("https://example.org/resnet18.pth"),
 *         Checksum.sha256("f37072fd"),
 *         46_830_571,
 *         Path.of("resnet18.pth"),
 *         DownloadListener.SILENT);
 * }</pre>
 */
package io.github.gradcam4j.zoo.download;
