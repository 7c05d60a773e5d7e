/** Images in and out: decoding, preprocessing for a model, heat maps, color maps, overlays and figures. */
package io.github.gradcam4j.image;
