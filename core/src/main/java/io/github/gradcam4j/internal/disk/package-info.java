/** Files that appear complete or not at all, and files that are safe to open. Internal: not part of the public API. */
package io.github.gradcam4j.internal.disk;
