package io.github.gradcam4j.image;

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
import java.util.Optional;

/**
 * Pictures side by side on white, each under its title, drawn at twice the size of a screen's pixels so that it stays crisp in print.
 *
 * @param panels from left to right; their pictures share a height
 */
public record Figure(List<Panel> panels) {
    private static final int SCALE = 2;
    private static final int PICTURE_HEIGHT = 360;
    private static final int SHORTEST_PANEL = 240;
    private static final int LONGEST_PANEL = 720;
    private static final int MARGIN = 20;
    private static final int GAP = 28;
    private static final int LEADING = 19;
    private static final int FONT_SIZE = 14;
    private static final Color INK = new Color(0x1c2128);
    private static final Color PALE_INK = new Color(0x57606a);

    /**
     * A picture and what is written over it.
     *
     * @param title from top to bottom; lines wider than the picture are broken, very long ones shortened
     */
    public record Panel(List<Line> title, Image picture) {
        public Panel {
            title = List.copyOf(title);
        }
    }

    /**
     * A line of a title.
     *
     * @param tail its end, which is kept even where the text before it has to be shortened
     */
    public record Line(String text, String tail, boolean strong) {
        /** The main thing that a title says. */
        public static Line strong(String text) {
            return new Line(text, "", true);
        }

        /** What is said beside it. */
        public static Line plain(String text) {
            return new Line(text, "", false);
        }
    }

    public Figure {
        panels = List.copyOf(panels);
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("A figure needs a panel");
        }
    }

    /**
     * The usual figure of an explanation: the picture with what it shows and what the model says, and the heat map over it.
     *
     * @param truth label of what the picture shows, where that is known
     * @param predicted label of the model's first choice
     * @param probability of that, 0..1
     * @param overlay the heat map over the picture
     * @param method the method's name as people write it, such as Grad-CAM
     * @param target label of the class that the heat map is for, or the two that it compares
     * @param source where the map comes from, such as layer and model
     */
    public static Figure explanation(
            Image picture,
            Optional<String> truth,
            String predicted,
            double probability,
            Image overlay,
            String method,
            String target,
            String source) {
        List<Line> says = new ArrayList<>();
        truth.ifPresent(label -> says.add(Line.plain("True: " + label)));
        String sure = String.format(Locale.ROOT, "\u00a0(%.1f\u00a0%%)", 100 * probability);
        says.add(new Line("Predicted: " + predicted, sure, true));
        List<Line> shows = List.of(Line.plain(source), Line.strong(method + " for: " + target));
        return new Figure(List.of(new Panel(says, picture), new Panel(shows, overlay)));
    }

    /**
     * Draws the figure.
     *
     * @throws IllegalStateException if there are no fonts on this computer
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
        return Image.of(canvas);
    }

    /** A system without fonts makes Java's font classes fail with errors that do not say so. */
    private static void requireFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE).canDisplay('a');
        } catch (InternalError | LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "There are no fonts to write a figure's titles with: install fontconfig and a font, such as"
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

    /** A panel with its place: units of the screen, its title broken to the column's width. */
    private record Placed(int left, int columnWidth, int width, int height, List<Line> title, Image picture) {
        static Placed at(int left, Panel panel, Graphics2D graphics) {
            Image picture = panel.picture;
            double fit = Math.min((double) PICTURE_HEIGHT / picture.height(), (double) LONGEST_PANEL / picture.width());
            int width = Math.max(1, (int) Math.round(picture.width() * fit));
            int height = Math.max(1, (int) Math.round(picture.height() * fit));
            int columnWidth = Math.max(SHORTEST_PANEL, width);
            List<Line> title = new ArrayList<>();
            for (Line line : panel.title) {
                FontMetrics metrics = graphics.getFontMetrics(font(line));
                TextLines.broken(line.text, line.tail, columnWidth, metrics::stringWidth)
                        .forEach(text -> title.add(new Line(text, "", line.strong)));
            }
            return new Placed(left, columnWidth, width, height, title, picture);
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
            Image shown = Resize.bilinear(picture, width * SCALE, height * SCALE);
            AffineTransform units = graphics.getTransform();
            graphics.setTransform(new AffineTransform());
            graphics.drawImage(shown.toBufferedImage(), (left + (columnWidth - width) / 2) * SCALE, top * SCALE, null);
            graphics.setTransform(units);
        }
    }
}
