/** Fetching files: verified, resumed where that is possible, whole or not at all. */
package io.github.gradcam4j.zoo.download;
