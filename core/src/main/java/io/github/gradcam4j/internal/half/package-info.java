/** Floating-point numbers of 16 bits. Internal: not part of the public API. */
package io.github.gradcam4j.internal.half;
