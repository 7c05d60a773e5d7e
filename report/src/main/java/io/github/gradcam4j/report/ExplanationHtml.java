package io.github.gradcam4j.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.gradcam4j.explain.Explanation;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Overlay;
import io.github.gradcam4j.image.Resize;
import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.internal.disk.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * One explanation as HTML: the image, the heat map over it, the best classes, and how the map was computed. It is
 * self-contained (images are data URIs, there are no scripts) and takes the colors of the page around it, light or
 * dark. Immutable and thread safe.
 *
 * <pre>{@code
 * var html = ExplanationHtml.of(explanation, image);
 * html.write(Path.of("cow.html"));
 * // In a notebook of JJava, IJava or Kotlin: display(html.toHtml(), "text/html") or HTML(html.toHtml())
 * }</pre>
 */
public final class ExplanationHtml {

    private static final int LONGEST_SIDE = 448;
    private static final double ALPHA = 0.5;

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, ExplanationHtml.class.getClassLoader(), "io.github.gradcam4j.report.template");

    private final Explanation explanation;
    private final Image image;
    private final Sign sign;
    private final Overlay overlay;

    private ExplanationHtml(Explanation explanation, Image image, Sign sign, Overlay overlay) {
        this.explanation = Objects.requireNonNull(explanation, "explanation");
        this.image = Objects.requireNonNull(image, "image");
        this.sign = Objects.requireNonNull(sign, "sign");
        this.overlay = Objects.requireNonNull(overlay, "overlay");
    }

    /**
     * Returns an explanation as HTML, with the evidence for the class in the colors of jet.
     *
     * @param image the explained image; for a tensor, {@link io.github.gradcam4j.image.Preprocessing#toImage} of it
     */
    public static ExplanationHtml of(Explanation explanation, Image image) {
        return new ExplanationHtml(explanation, image, Sign.POSITIVE, Overlay.of(Colormap.JET, ALPHA));
    }

    /** Returns a copy that shows another sign of the map; both signs have diverging colors. */
    public ExplanationHtml withSign(Sign sign) {
        return new ExplanationHtml(explanation, image, sign, overlay);
    }

    /** Returns a copy with other colors of the heat map, or another weight of them. */
    public ExplanationHtml withOverlay(Overlay overlay) {
        return new ExplanationHtml(explanation, image, sign, overlay);
    }

    /** Returns one {@code div} element, for a notebook or any other page. Larger images are drawn smaller. */
    public String toHtml() {
        return render("explanation.jte");
    }

    /** Writes a page of its own, UTF-8. Creates missing folders and replaces an existing file; the write is atomic. */
    public void write(Path file) throws IOException {
        AtomicFile.write(
                Objects.requireNonNull(file, "file"),
                render("explanation-page.jte").getBytes(StandardCharsets.UTF_8));
    }

    private String render(String template) {
        var drawn = explanation.overlay(image, sign, overlay.colors(), overlay.alpha());
        var html = new StringOutput();
        TEMPLATES.render(
                template,
                Map.of(
                        "explanation", explanation,
                        "image", jpeg(image),
                        "overlay", jpeg(drawn),
                        "evidence", evidence()),
                html);
        return html.toString();
    }

    private String evidence() {
        return switch (sign) {
            case POSITIVE -> "evidence for the class";
            case NEGATIVE -> "evidence against the class";
            case BOTH -> "evidence for the class (red) and against it (blue)";
        };
    }

    private static String jpeg(Image image) {
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(image.width(), image.height()));
        int width = (int) Math.max(1, Math.round(scale * image.width()));
        int height = (int) Math.max(1, Math.round(scale * image.height()));
        return Base64.getEncoder()
                .encodeToString(Resize.bilinear(image, width, height).jpeg());
    }
}
