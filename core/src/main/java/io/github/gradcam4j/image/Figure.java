package io.github.gradcam4j.image;

import io.github.gradcam4j.internal.argument.NonNullList;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Images side by side on white, each under its title, at two pixels per unit so that the figure stays crisp in print.
 * Images share a height. Immutable and thread safe.
 */
public final class Figure {
    private static final int SCALE = 2;
    private static final int IMAGE_HEIGHT = 360;
    private static final int SHORTEST_PANEL = 240;
    private static final int LONGEST_PANEL = 720;
    private static final int MARGIN = 20;
    private static final int GAP = 28;
    private static final int LEADING = 19;
    private static final int FONT_SIZE = 14;
    private static final Color INK = new Color(0x1c2128);
    private static final Color PALE_INK = new Color(0x57606a);

    private final List<Panel> panels;

    /**
     * An image under a title.
     *
     * @param title lines from top to bottom; lines wider than the image are wrapped, very long ones shortened
     */
    public record Panel(List<Line> title, Image image) {
        public Panel {
            title = List.copyOf(title);
        }
    }

    /**
     * A line of a title.
     *
     * @param tail the end of the line, which stays when the text before it is shortened
     * @param strong whether the line is bold
     */
    public record Line(String text, String tail, boolean strong) {
        /** Returns a bold line. */
        public static Line strong(String text) {
            Objects.requireNonNull(text, "text");
            return new Line(text, "", true);
        }

        /** Returns a plain line. */
        public static Line plain(String text) {
            Objects.requireNonNull(text, "text");
            return new Line(text, "", false);
        }
    }

    private Figure(List<Panel> panels) {
        this.panels = List.copyOf(panels);
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("A figure needs a panel");
        }
    }

    /** Returns a figure of panels from left to right. */
    public static Figure of(List<Panel> panels) {
        return new Figure(NonNullList.copyOf(panels, "panels"));
    }

    /**
     * Returns the usual figure of an explanation: the image with its true and its predicted class, then the heat map
     * over it.
     *
     * @param truth label of the true class, if known
     * @param predicted label of the class with the highest score
     * @param probability of that class, 0..1
     * @param overlay the heat map over the image
     * @param method the method's title, such as Grad-CAM
     * @param target label of the explained class, or the two that are compared
     * @param source origin of the map, such as layer and model
     */
    public static Figure explanation(
            Image image,
            Optional<String> truth,
            String predicted,
            double probability,
            Image overlay,
            String method,
            String target,
            String source) {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(truth, "truth");
        Objects.requireNonNull(predicted, "predicted");
        Objects.requireNonNull(overlay, "overlay");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(source, "source");
        List<Line> says = new ArrayList<>();
        truth.ifPresent(label -> says.add(Line.plain("True: " + label)));
        String sure = String.format(Locale.ROOT, "\u00a0(%.1f\u00a0%%)", 100 * probability);
        says.add(new Line("Predicted: " + predicted, sure, true));
        List<Line> shows = List.of(Line.plain(source), Line.strong(method + " for: " + target));
        return new Figure(List.of(new Panel(says, image), new Panel(shows, overlay)));
    }

    /**
     * Draws the figure.
     *
     * @throws IllegalStateException if this computer has no fonts
     */
    public Image draw() {
        requireFonts();
        List<Placed> placed = place();
        int titleLines = placed.stream().mapToInt(p -> p.title.size()).max().orElse(0);
        int top = MARGIN + titleLines * LEADING + (titleLines > 0 ? 8 : 0);
        Placed last = placed.get(placed.size() - 1);
        int width = last.left + last.columnWidth + MARGIN;
        int height = top + placed.stream().mapToInt(p -> p.height).max().orElse(0) + MARGIN;
        BufferedImage canvas = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        try {
            prepare(graphics);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            placed.forEach(panel -> panel.draw(graphics, top));
        } finally {
            graphics.dispose();
        }
        return Image.fromBufferedImage(canvas);
    }

    /** Fails early: without fonts Java's font classes throw errors that do not mention fonts. */
    private static void requireFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE).canDisplay('a');
        } catch (InternalError | LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "No fonts for a figure's titles: install fontconfig and a font, such as"
                            + " fonts-dejavu-core on Debian",
                    e);
        }
    }

    private static void prepare(Graphics2D graphics) {
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
    }

    private List<Placed> place() {
        BufferedImage canvas = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        try {
            prepare(graphics);
            List<Placed> placed = new ArrayList<>();
            int left = MARGIN;
            for (Panel panel : panels) {
                Placed next = Placed.at(left, panel, graphics);
                placed.add(next);
                left += next.columnWidth + GAP;
            }
            return placed;
        } finally {
            graphics.dispose();
        }
    }

    private static Font font(Line line) {
        return new Font(Font.SANS_SERIF, line.strong ? Font.BOLD : Font.PLAIN, line.strong ? FONT_SIZE : FONT_SIZE - 1);
    }

    /** Returns the panels from left to right. */
    public List<Panel> panels() {
        return panels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Figure that && panels.equals(that.panels);
    }

    @Override
    public int hashCode() {
        return panels.hashCode();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Figure[%d panels]", panels.size());
    }

    /** A panel with its position, in units, and its title wrapped to the column's width. */
    private record Placed(int left, int columnWidth, int width, int height, List<Line> title, Image image) {
        static Placed at(int left, Panel panel, Graphics2D graphics) {
            Image image = panel.image;
            double fit = Math.min((double) IMAGE_HEIGHT / image.height(), (double) LONGEST_PANEL / image.width());
            int width = Math.max(1, (int) Math.round(image.width() * fit));
            int height = Math.max(1, (int) Math.round(image.height() * fit));
            int columnWidth = Math.max(SHORTEST_PANEL, width);
            List<Line> title = new ArrayList<>();
            for (Line line : panel.title) {
                FontMetrics metrics = graphics.getFontMetrics(font(line));
                TextLines.broken(line.text, line.tail, columnWidth, metrics::stringWidth)
                        .forEach(text -> title.add(new Line(text, "", line.strong)));
            }
            return new Placed(left, columnWidth, width, height, title, image);
        }

        void draw(Graphics2D graphics, int top) {
            double middle = left + columnWidth / 2.0;
            double baseline = top - 8 - (title.size() - 1) * LEADING - 5;
            for (Line line : title) {
                graphics.setFont(font(line));
                graphics.setColor(line.strong ? INK : PALE_INK);
                double textWidth = graphics.getFontMetrics()
                        .getStringBounds(line.text, graphics)
                        .getWidth();
                graphics.drawString(line.text, (float) (middle - textWidth / 2), (float) baseline);
                baseline += LEADING;
            }
            Image shown = Resize.bilinear(image, width * SCALE, height * SCALE);
            AffineTransform units = graphics.getTransform();
            graphics.setTransform(new AffineTransform());
            graphics.drawImage(shown.toBufferedImage(), (left + (columnWidth - width) / 2) * SCALE, top * SCALE, null);
            graphics.setTransform(units);
        }
    }
}
