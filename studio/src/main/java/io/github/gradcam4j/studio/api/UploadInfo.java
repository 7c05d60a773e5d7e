package io.github.gradcam4j.studio.api;

/**
 * An uploaded image.
 *
 * @param id the name to request it by
 * @param width in pixels, upright
 * @param height in pixels, upright
 * @param expires when the studio deletes it (ISO 8601, UTC)
 */
public record UploadInfo(String id, int width, int height, String expires) {}
