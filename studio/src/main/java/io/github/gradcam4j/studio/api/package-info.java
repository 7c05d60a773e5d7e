/** What the studio answers, as records: the same documents that the command line prints with {@code --json}. */
package io.github.gradcam4j.studio.api;
