/**
 * The command line program {@code gradcam}.
 *
 * <p>{@link io.github.gradcam4j.cli.Main} builds the commands of {@code Gradcam}; each command is a class with picocli
 * annotations that parses options, calls the library and prints the result. Results go to stdout, everything else to
 * stderr. {@code ErrorReporter} turns exceptions into messages and exit codes: 0 for success, 1 if an input failed, 2
 * for wrong usage.
 *
 * <p>{@code explain} shows how the classes work together:
 *
 * <pre>
 * Inputs         arguments to images, in order
 * Pipeline       reads images ahead, runs the model, writes results behind
 * ExplainJob     one image to its explanations: targets, layers, method
 * ExplainBatch   all images to files
 * ResultReport   the table, or the JSON document, on stdout
 * </pre>
 */
package io.github.gradcam4j.cli;
