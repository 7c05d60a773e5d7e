package io.github.gradcam4j.studio.api;

/**
 * How far a method has come that runs the model many times.
 *
 * @param done runs so far
 * @param total runs in all
 */
public record RunProgress(int done, int total) {}
