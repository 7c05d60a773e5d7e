package io.github.gradcam4j.samples.scene;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.Locale;

/** An object on a ground, drawn at any size. Immutable and thread safe. */
public final class Scene {
    /** What a scene shows, as the gallery sorts it. */
    public enum Group {
        THINGS,
        TEXTURES,
        BUILDINGS,
        SPORTS,
        /** The same object on several grounds: what changes the answer can only be the ground. */
        SPURIOUS;

        /** In lower case, as in a file's name. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final Group group;
    private final String title;
    private final int classIndex;
    private final Painter ground;
    private final Painter object;

    Scene(String id, Group group, String title, int classIndex, Painter ground, Painter object) {
        this.id = id;
        this.group = group;
        this.title = title;
        this.classIndex = classIndex;
        this.ground = ground;
        this.object = object;
    }

    /** Lower case, with hyphens: {@code tennis-ball-on-grass}. */
    public String id() {
        return id;
    }

    public Group group() {
        return group;
    }

    /** For people: {@code tennis ball on grass}. */
    public String title() {
        return title;
    }

    /** The ImageNet-1k class of the object, 0 to 999. */
    public int classIndex() {
        return classIndex;
    }

    /**
     * Draws the scene: the same bytes each time. The object stands in the centered square; an oblong picture shows more of
     * the ground beside it. The mask is where the object's own layer is at least half opaque, so a shadow is no part of it.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     */
    public Rendering draw(int width, int height) {
        BufferedImage layer = layer(width, height, BufferedImage.TYPE_INT_ARGB, object);
        BufferedImage picture = layer(width, height, BufferedImage.TYPE_INT_RGB, ground);
        Graphics2D graphics = picture.createGraphics();
        graphics.drawImage(layer, 0, 0, null);
        graphics.dispose();
        return new Rendering(Image.fromBufferedImage(picture), opaque(layer));
    }

    /** Draws the ground alone, as if the object were not there. */
    public Image background(int width, int height) {
        return Image.fromBufferedImage(layer(width, height, BufferedImage.TYPE_INT_RGB, ground));
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
            throw new IllegalArgumentException("a picture has at least one pixel, not " + width + " x " + height);
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
