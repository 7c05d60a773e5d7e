package io.github.gradcam4j.studio.api;

/**
 * A problem document (RFC 9457), the body of every error.
 *
 * @param type always {@code about:blank}
 * @param title the kind of problem, in a few words
 * @param status the HTTP status
 * @param detail what is wrong and what to do about it
 */
public record Problem(String type, String title, int status, String detail) {}
