/** The command {@code gradcam}. */
package io.github.gradcam4j.cli;
