package io.github.gradcam4j.samples.scene;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.Locale;

/**
 * An object on a background, drawn at any size. Immutable and thread safe.
 *
 * <pre>{@code
 * Rendering rendering = Scenes.byName("lighthouse").draw(448, 448);
 * boolean onObject = rendering.mask().contains(224, 224);
 * }</pre>
 */
public final class Scene {
    /** The kind of a scene. */
    public enum Group {
        THINGS,
        TEXTURES,
        BUILDINGS,
        SPORTS,
        /** The same object on several backgrounds: only the background can change the prediction. */
        SPURIOUS;

        /** Returns the name in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final Group group;
    private final String title;
    private final int classIndex;
    private final Painter background;
    private final Painter object;

    Scene(String id, Group group, String title, int classIndex, Painter background, Painter object) {
        this.id = id;
        this.group = group;
        this.title = title;
        this.classIndex = classIndex;
        this.background = background;
        this.object = object;
    }

    /** Returns the id: lower case with hyphens, such as {@code tennis-ball-grass}. */
    public String id() {
        return id;
    }

    /** Returns the kind of the scene. */
    public Group group() {
        return group;
    }

    /** Returns the title for display, such as {@code tennis ball, grass}. */
    public String title() {
        return title;
    }

    /** Returns the ImageNet-1k class of the object, 0 to 999. */
    public int classIndex() {
        return classIndex;
    }

    /**
     * Draws the scene; each call returns the same pixels. The object is in the centered square, an oblong image shows
     * more of the background. The mask contains the pixels where the object's layer is at least half opaque, so not the
     * shadow.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @throws IllegalArgumentException if width or height is less than 1
     */
    public Rendering draw(int width, int height) {
        BufferedImage layer = layer(width, height, BufferedImage.TYPE_INT_ARGB, object);
        BufferedImage image = layer(width, height, BufferedImage.TYPE_INT_RGB, background);
        Graphics2D graphics = image.createGraphics();
        graphics.drawImage(layer, 0, 0, null);
        graphics.dispose();
        return new Rendering(Image.fromBufferedImage(image), opaque(layer));
    }

    /** Draws the background without the object. */
    public Image background(int width, int height) {
        return Image.fromBufferedImage(layer(width, height, BufferedImage.TYPE_INT_RGB, background));
    }

    /** Returns the pixels that are at least half opaque. */
    private static Mask opaque(BufferedImage layer) {
        var pixels = new BitSet(layer.getWidth() * layer.getHeight());
        for (int y = 0; y < layer.getHeight(); y++) {
            for (int x = 0; x < layer.getWidth(); x++) {
                pixels.set(y * layer.getWidth() + x, layer.getRGB(x, y) >>> 24 >= 128);
            }
        }
        return Mask.of(layer.getWidth(), layer.getHeight(), pixels);
    }

    private static BufferedImage layer(int width, int height, int type, Painter painter) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image has at least one pixel, not " + width + " x " + height);
        }
        BufferedImage image = new BufferedImage(width, height, type);
        Brush.paint(image, painter);
        return image;
    }

    @Override
    public String toString() {
        return "Scene[" + id + "]";
    }
}
