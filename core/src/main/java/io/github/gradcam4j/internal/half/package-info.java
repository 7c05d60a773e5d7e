/** Floating-point numbers of 16 bits. */
package io.github.gradcam4j.internal.half;
