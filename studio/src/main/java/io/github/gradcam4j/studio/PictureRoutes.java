package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.studio.api.Gallery;
import io.github.gradcam4j.studio.api.UploadInfo;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;

/** The samples, their masks, and uploads. */
final class PictureRoutes {

    /** The bytes that a form may have besides its file. */
    static final int FORM_BYTES = 1 << 16;

    /** The part of the memory for uploads that one permit stands for; the smallest forms take one too. */
    private static final long PERMIT_BYTES = 4 << 20;

    /** The permits of all uploads: 128 MiB of forms are read and decoded at a time. */
    static final int UPLOADS = 32;

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
    private final Bulkhead uploading;
    private final Decoding decoding;
    private final Bulkhead drawing;

    /**
     * @param uploading bounds the forms that are read at a time, see {@link #UPLOADS}
     * @param decoding bounds the images that are decoded at a time, and their time
     * @param drawing bounds the images that are drawn at a time
     */
    PictureRoutes(Pictures pictures, DecodeLimits limits, Bulkhead uploading, Decoding decoding, Bulkhead drawing) {
        this.pictures = pictures;
        this.limits = limits;
        this.uploading = uploading;
        this.decoding = decoding;
        this.drawing = drawing;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/samples", Operation.of("Lists the samples").returnsJson(Gallery.class), this::samples),
                Route.get(
                        "/api/samples/{id}.png",
                        Operation.of("Returns a sample's image", SAMPLE, SIZE)
                                .returnsPng()
                                .fails(400, 404, 422, 503),
                        this::sample),
                Route.get(
                        "/api/samples/{id}/mask.png",
                        Operation.of("Returns the mask of a drawn scene's object, white on black", SAMPLE)
                                .returnsPng()
                                .fails(404, 503),
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
                                .fails(400, 408, 413, 415, 422, 503),
                        this::add));
    }

    private void samples(Context context) throws SampleException {
        context.json(new Gallery(pictures.samples(), pictures.photographs().orElse(null)));
    }

    private void sample(Context context) throws Exception {
        png(pictures.sample(SAMPLE.get(context)), context).header("Cache-Control", "private, max-age=3600");
    }

    private void mask(Context context) throws Exception {
        var mask = pictures.mask(SAMPLE.get(context));
        context.header("Cache-Control", "private, max-age=3600")
                .contentType("image/png")
                .result(drawing.pass(mask::png));
    }

    private void upload(Context context) throws Exception {
        png(pictures.upload(UPLOAD.get(context)), context).header("Cache-Control", "no-store");
    }

    private void outlined(Context context) throws Exception {
        var picture = pictures.find(PICTURE.get(context));
        var corners = OUTLINE.get(context).corners(picture.width(), picture.height());
        context.header("Cache-Control", "no-store")
                .contentType("image/png")
                .result(drawing.pass(() -> Mask.ofPolygon(picture.width(), picture.height(), corners)
                        .png()));
    }

    private Context png(Image picture, Context context) throws Exception {
        int side = SIZE.find(context).orElse(Integer.MAX_VALUE);
        return context.contentType("image/png")
                .result(drawing.pass(() -> shrunk(picture, side).png()));
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

    /** Reads the form before it waits for a decoder: slow clients do not keep the others from decoding. */
    private void add(Context context) throws Exception {
        var added = uploading.pass(weight(context), () -> {
            var file = file(context);
            return pictures.uploads().add(decoding.run(() -> decode(file)));
        });
        context.status(201)
                .header("Location", "/api/pictures/" + added.id() + ".png")
                .json(new UploadInfo(
                        added.id(),
                        added.picture().width(),
                        added.picture().height(),
                        added.expires().toString()));
    }

    /** Returns the permits that a form needs; one whose length is unknown may have the largest. */
    private int weight(Context context) {
        long length = context.req().getContentLengthLong();
        long kept = length < 0 ? limits.bytes() : Math.min(length, limits.bytes());
        return (int) Math.max(1, Math.min(UPLOADS, kept / PERMIT_BYTES));
    }

    private UploadedFile file(Context context) throws IOException {
        var files = files(context);
        if (files.size() != 1) {
            throw HttpProblem.invalidUpload(
                    String.format(Locale.ROOT, "The form contains %d files instead of one", files.size()));
        }
        return files.get(0);
    }

    private List<UploadedFile> files(Context context) {
        if (!context.isMultipartFormData()) {
            throw new HttpProblem(415, "Unsupported media type", "Send the image as multipart/form-data");
        }
        try {
            return context.uploadedFiles();
        } catch (Exception e) {
            throw Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .flatMap(cause -> unreadable(cause).stream())
                    .findFirst()
                    .orElseGet(() -> HttpProblem.invalidUpload(
                            "The form cannot be read. Send the image as multipart/form-data."));
        }
    }

    private Optional<HttpProblem> unreadable(Throwable cause) {
        int status = cause instanceof HttpException refused ? refused.getCode() : 0;
        if (status == 413) {
            return Optional.of(tooLarge());
        }
        return status == 408 || cause instanceof TimeoutException
                ? Optional.of(new HttpProblem(
                        408, "Too slow", "The image did not arrive in time. Try again with a smaller image."))
                : Optional.empty();
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
