/** Files that appear complete or not at all. Internal: not part of the public API. */
package io.github.gradcam4j.internal.disk;
