package io.github.gradcam4j.report;

/**
 * An input that failed.
 *
 * @param input the input's name as it was given
 * @param error one sentence about what is wrong
 */
public record FailureJson(String input, String error) {

    /** Returns the document's entry for an exception. */
    public static FailureJson of(String input, Exception cause) {
        return new FailureJson(input, ErrorMessages.of(cause));
    }
}
