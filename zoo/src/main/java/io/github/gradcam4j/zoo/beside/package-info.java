/** Settings in files beside a model, as exporters and model hubs write them. */
package io.github.gradcam4j.zoo.beside;
