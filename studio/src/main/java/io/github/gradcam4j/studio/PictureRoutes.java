package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.report.SampleInfo;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.studio.api.PhotographsInfo;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gallery and the pictures that users bring along. */
final class PictureRoutes {

    private static final int SMALLEST = 16;
    private static final int LARGEST = 2048;
    private static final int PATIENCE = 4;

    /** What a form may have around its file. */
    static final int FORM_BYTES = 1 << 16;

    private final Pictures pictures;
    private final DecodeLimits limits;
    private final Bulkhead gate;

    /** @param gate to what takes much memory for a moment */
    PictureRoutes(Pictures pictures, DecodeLimits limits, Bulkhead gate) {
        this.pictures = pictures;
        this.limits = limits;
        this.gate = gate;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/samples", this::samples),
                Route.get("/api/samples/{id}.png", this::sample),
                Route.get("/api/samples/{id}/mask.png", this::mask),
                Route.get("/api/pictures/{id}.png", this::upload),
                Route.get("/api/mask.png", this::outlined),
                Route.post("/api/pictures", this::add));
    }

    /** @param photographs null where a folder of one's own is shown instead */
    private record Gallery(List<SampleInfo> samples, PhotographsInfo photographs) {}

    private void samples(Context context) throws SampleException {
        context.json(new Gallery(pictures.samples(), pictures.photographs().orElse(null)));
    }

    private void sample(Context context) throws ImageException {
        context.header("Cache-Control", "private, max-age=3600");
        png(pictures.sample(context.pathParam("id")), context);
    }

    private void mask(Context context) {
        context.header("Cache-Control", "private, max-age=3600");
        context.contentType("image/png")
                .result(pictures.mask(context.pathParam("id")).png());
    }

    private void upload(Context context) throws Exception {
        context.header("Cache-Control", "no-store");
        var picture = pictures.upload(context.pathParam("id"));
        gate.pass(() -> png(picture, context));
    }

    /** What lies inside a line that somebody drew. */
    private void outlined(Context context) throws Exception {
        var picture = pictures.find(required(context, "picture"));
        var corners = Outline.parse(required(context, "outline")).corners(picture.width(), picture.height());
        context.header("Cache-Control", "no-store")
                .contentType("image/png")
                .result(gate.pass(() -> Mask.ofPolygon(picture.width(), picture.height(), corners)
                        .png()));
    }

    private static String required(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name))
                .orElseThrow(() -> HttpProblem.badRequest("Say which " + name + ": " + name + "=..."));
    }

    private static Context png(Image picture, Context context) {
        String size = context.queryParam("size");
        int side = size == null ? Integer.MAX_VALUE : side(size);
        return context.contentType("image/png").result(shrunk(picture, side).png());
    }

    private static int side(String size) {
        try {
            int side = Integer.parseInt(size);
            if (side >= SMALLEST && side <= LARGEST) {
                return side;
            }
        } catch (NumberFormatException notANumber) {
            // answered below, together with numbers out of range
        }
        throw HttpProblem.badRequest("size is the longer side in pixels, %d to %d".formatted(SMALLEST, LARGEST));
    }

    private static Image shrunk(Image picture, int side) {
        double scale = (double) side / Math.max(picture.width(), picture.height());
        if (scale >= 1) {
            return picture;
        }
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                picture.toBufferedImage().getScaledInstance(width, height, BufferedImage.SCALE_AREA_AVERAGING),
                0,
                0,
                null);
        graphics.dispose();
        return Image.fromBufferedImage(small);
    }

    private void add(Context context) throws Exception {
        var added = gate.pass(() -> pictures.uploads().add(decode(file(context))));
        context.status(201)
                .header("Location", "/api/pictures/" + added.id() + ".png")
                .json(Map.of(
                        "id", added.id(),
                        "width", added.picture().width(),
                        "height", added.picture().height(),
                        "expires", added.expires().toString()));
    }

    private UploadedFile file(Context context) throws IOException {
        var files = files(context);
        if (files.size() != 1) {
            throw HttpProblem.badRequest("Send one picture as multipart/form-data, not " + files.size());
        }
        return files.get(0);
    }

    /** The parts that are files. What is far too large is read to its end, so that the answer is heard, but not kept. */
    private List<UploadedFile> files(Context context) throws IOException {
        long length = context.req().getContentLengthLong();
        if (length > limits.bytes() + FORM_BYTES) {
            drain(context.req().getInputStream(), Math.min(length, PATIENCE * limits.bytes()));
            throw tooLarge();
        }
        try {
            return context.uploadedFiles();
        } catch (Exception e) {
            throw HttpProblem.badRequest("The form cannot be read: send the picture as multipart/form-data");
        }
    }

    private static void drain(InputStream in, long bytes) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = bytes;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        }
    }

    private HttpProblem tooLarge() {
        return new HttpProblem(413, "Too large", "A picture's file has %d MiB at most".formatted(limits.bytes() >> 20));
    }

    private Image decode(UploadedFile file) throws IOException {
        if (file.size() > limits.bytes()) {
            throw tooLarge();
        }
        try (var content = file.content()) {
            return Image.decode(content, limits);
        }
    }
}
