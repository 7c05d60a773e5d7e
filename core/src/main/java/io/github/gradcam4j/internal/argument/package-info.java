/** Checks of the arguments of public methods. Internal: not part of the public API. */
package io.github.gradcam4j.internal.argument;
