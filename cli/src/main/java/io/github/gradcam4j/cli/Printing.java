package io.github.gradcam4j.cli;

/** Prints lines on the standard streams. */
@FunctionalInterface
interface Printing<E extends Exception> {
    void run() throws E;
}
