/** What classes are called. */
package io.github.gradcam4j.zoo.label;
