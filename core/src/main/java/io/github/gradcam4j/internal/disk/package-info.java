/** Files that appear whole or not at all. */
package io.github.gradcam4j.internal.disk;
