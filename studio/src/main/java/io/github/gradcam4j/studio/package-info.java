/** The web application. */
package io.github.gradcam4j.studio;
