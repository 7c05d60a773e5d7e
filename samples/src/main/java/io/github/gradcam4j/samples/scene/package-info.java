/**
 * Drawn pictures: objects that a trained classifier recognizes, on grounds of our choice, with the exact mask of the
 * object. A scene is two painters, ground and object, so that one object can stand on many grounds.
 */
package io.github.gradcam4j.samples.scene;
