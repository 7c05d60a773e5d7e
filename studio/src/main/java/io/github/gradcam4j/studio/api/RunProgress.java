package io.github.gradcam4j.studio.api;

/**
 * The progress of a method that runs the model many times.
 *
 * @param done runs so far
 * @param total runs in all
 */
public record RunProgress(int done, int total) {}
