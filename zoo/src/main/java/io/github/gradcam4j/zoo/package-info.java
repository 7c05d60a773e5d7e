/** The catalog of models and pictures. */
package io.github.gradcam4j.zoo;
