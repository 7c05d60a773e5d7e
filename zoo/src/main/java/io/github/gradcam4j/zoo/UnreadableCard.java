package io.github.gradcam4j.zoo;

import java.nio.file.Path;

/**
 * A user's card that cannot be read, such as one of a newer version. {@link Zoo#remove(String)} removes it.
 *
 * @param id the file's name without its ending
 * @param reason what is wrong, with the name of the file
 */
public record UnreadableCard(String id, Path file, String reason) {}
