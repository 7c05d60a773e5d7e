/** Weight files as state dicts: torch checkpoints and safetensors, memory-mapped, from strangers too. */
package io.github.gradcam4j.formats.weights;
