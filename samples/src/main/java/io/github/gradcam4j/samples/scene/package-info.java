/**
 * Drawn scenes: objects that a trained classifier recognizes, on different backgrounds, with the exact mask of the
 * object.
 *
 * <p>A {@link io.github.gradcam4j.samples.scene.Scene} has two painters, one for the background and one for the object,
 * so that one object can be drawn on several backgrounds. The masks make localization measurable; the same object on
 * several backgrounds shows whether a model depends on the background. Scenes are drawn with Java2D, from shapes and
 * fixed seeds alone: the same scene has the same pixels each time, and needs no files and no fonts.
 *
 * <pre>{@code
 * Rendering rendering = Scenes.byName("ladybug-snow").draw(448, 448);
 * Image image = rendering.image();
 * double area = rendering.mask().share();
 * }</pre>
 */
package io.github.gradcam4j.samples.scene;
