/** Helpers for the text of error messages. Internal: not part of the public API. */
package io.github.gradcam4j.internal.text;
