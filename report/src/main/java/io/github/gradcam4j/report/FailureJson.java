package io.github.gradcam4j.report;

/**
 * An input that failed.
 *
 * @param input the input's name as it was given
 * @param kind the kind of the failure, for programs
 * @param error one sentence about what is wrong, without the input's name
 */
public record FailureJson(String input, FailureKind kind, String error) {

    /** Returns the document's entry for an exception. */
    public static FailureJson of(String input, Exception cause) {
        return new FailureJson(input, FailureKind.of(cause), ErrorMessages.of(cause, input));
    }
}
