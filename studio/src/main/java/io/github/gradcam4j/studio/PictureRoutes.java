package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.ImageException;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.studio.api.Gallery;
import io.github.gradcam4j.studio.api.UploadInfo;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** The samples, their masks, and uploads. */
final class PictureRoutes {

    /** The bytes that a form may have besides its file. */
    static final int FORM_BYTES = 1 << 16;

    /** The largest request that is read to its end before it is refused, in multiples of the largest file. */
    private static final int DRAINED_FILES = 4;

    private static final Parameter<String> SAMPLE = Parameter.path("id", "A sample's id");
    private static final Parameter<String> UPLOAD = Parameter.path("id", "The id of an upload");
    private static final Parameter<String> PICTURE =
            Parameter.query("picture", "A sample's id, or the id of an upload").asRequired();
    private static final Parameter<Outline> OUTLINE =
            Parameter.query("outline", Outline.FORMAT, Outline::parse).asRequired();
    private static final Parameter<Integer> SIZE =
            Parameter.integer("size", "The longer side in pixels; larger than the image has no effect", 16, 2048);

    private final Pictures pictures;
    private final DecodeLimits limits;
    private final Bulkhead decoding;

    /** @param decoding bounds the memory that is used at a time */
    PictureRoutes(Pictures pictures, DecodeLimits limits, Bulkhead decoding) {
        this.pictures = pictures;
        this.limits = limits;
        this.decoding = decoding;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/samples", Operation.of("Lists the samples").returnsJson(Gallery.class), this::samples),
                Route.get(
                        "/api/samples/{id}.png",
                        Operation.of("Returns a sample's image", SAMPLE, SIZE)
                                .returnsPng()
                                .fails(400, 404, 422),
                        this::sample),
                Route.get(
                        "/api/samples/{id}/mask.png",
                        Operation.of("Returns the mask of a drawn scene's object, white on black", SAMPLE)
                                .returnsPng()
                                .fails(404),
                        this::mask),
                Route.get(
                        "/api/pictures/{id}.png",
                        Operation.of("Returns an upload's image", UPLOAD, SIZE)
                                .returnsPng()
                                .fails(400, 404, 503),
                        this::upload),
                Route.get(
                        "/api/mask.png",
                        Operation.of("Returns the mask of a polygon, white on black", PICTURE, OUTLINE)
                                .returnsPng()
                                .fails(400, 404, 503),
                        this::outlined),
                Route.post(
                        "/api/pictures",
                        Operation.of("Uploads an image, which is kept in memory for a limited time")
                                .withUpload("JPEG, PNG, WebP, GIF or BMP")
                                .creates(UploadInfo.class)
                                .fails(400, 413, 415, 422, 503),
                        this::add));
    }

    private void samples(Context context) throws SampleException {
        context.json(new Gallery(pictures.samples(), pictures.photographs().orElse(null)));
    }

    private void sample(Context context) throws ImageException {
        context.header("Cache-Control", "private, max-age=3600");
        png(pictures.sample(SAMPLE.get(context)), context);
    }

    private void mask(Context context) {
        context.header("Cache-Control", "private, max-age=3600");
        context.contentType("image/png")
                .result(pictures.mask(SAMPLE.get(context)).png());
    }

    private void upload(Context context) throws Exception {
        context.header("Cache-Control", "no-store");
        var picture = pictures.upload(UPLOAD.get(context));
        decoding.pass(() -> png(picture, context));
    }

    private void outlined(Context context) throws Exception {
        var picture = pictures.find(PICTURE.get(context));
        var corners = OUTLINE.get(context).corners(picture.width(), picture.height());
        context.header("Cache-Control", "no-store")
                .contentType("image/png")
                .result(decoding.pass(() -> Mask.ofPolygon(picture.width(), picture.height(), corners)
                        .png()));
    }

    private static Context png(Image picture, Context context) {
        int side = SIZE.find(context).orElse(Integer.MAX_VALUE);
        return context.contentType("image/png").result(shrunk(picture, side).png());
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
        var added = decoding.pass(() -> pictures.uploads().add(decode(file(context))));
        context.status(201)
                .header("Location", "/api/pictures/" + added.id() + ".png")
                .json(new UploadInfo(
                        added.id(),
                        added.picture().width(),
                        added.picture().height(),
                        added.expires().toString()));
    }

    private UploadedFile file(Context context) throws IOException {
        var files = files(context);
        if (files.size() != 1) {
            throw HttpProblem.invalidUpload(
                    String.format(Locale.ROOT, "The form contains %d files instead of one", files.size()));
        }
        return files.get(0);
    }

    /**
     * Returns the form's files. Reads a request that is too large to its end without keeping it: clients send before
     * they receive.
     */
    private List<UploadedFile> files(Context context) throws IOException {
        long length = context.req().getContentLengthLong();
        if (length > limits.bytes() + FORM_BYTES) {
            drain(context.req().getInputStream(), Math.min(length, DRAINED_FILES * limits.bytes()));
            throw tooLarge();
        }
        if (!context.isMultipartFormData()) {
            throw new HttpProblem(415, "Unsupported media type", "Send the image as multipart/form-data");
        }
        try {
            return context.uploadedFiles();
        } catch (Exception e) {
            throw HttpProblem.invalidUpload("The form cannot be read. Send the image as multipart/form-data.");
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
        return new HttpProblem(
                413, "Too large", String.format(Locale.ROOT, "An image may have %d MiB at most", limits.bytes() >> 20));
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
