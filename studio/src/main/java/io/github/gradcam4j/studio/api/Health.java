package io.github.gradcam4j.studio.api;

/**
 * The state of the studio.
 *
 * @param status {@code ok}
 */
public record Health(String status) {}
