/**
 * Images in and out. An {@link io.github.gradcam4j.image.Image} is decoded from a file,
 * {@link io.github.gradcam4j.image.Preprocessing} resizes, crops and normalizes it to a model's input as torchvision
 * does, and a {@link io.github.gradcam4j.image.HeatMap} is drawn over it.
 *
 * <p>A heat map has the size of a layer, for example 7 x 7. To draw it, an {@link io.github.gradcam4j.image.Overlay}
 * resizes it to the part of the image that the model saw, the {@link io.github.gradcam4j.image.CropRegion}, maps its
 * values over a {@link io.github.gradcam4j.image.Range} to a {@link io.github.gradcam4j.image.Colormap}, and blends the
 * colors with the image. A {@link io.github.gradcam4j.image.Figure} puts images side by side under titles.
 *
 * <pre>{@code
 * var image = Image.read(Path.of("cow.jpg"));
 * var map = HeatMap.of(new float[] {0, 0.2f, 0.5f, 1}, 2, 2);
 * var region = Preprocessing.imageNet().cropRegion(image.width(), image.height());
 * Overlay.of(Colormap.VIRIDIS, 0.5).draw(map, image, region).write(Path.of("overlay.png"));
 * }</pre>
 *
 * <p>All classes are immutable. AWT images go in and out by {@link io.github.gradcam4j.image.Image#fromBufferedImage}
 * and {@link io.github.gradcam4j.image.Image#toBufferedImage}.
 */
package io.github.gradcam4j.image;
