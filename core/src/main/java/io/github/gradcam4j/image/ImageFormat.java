package io.github.gradcam4j.image;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The supported image formats, recognized by the first bytes of a file, not by its name. */
enum ImageFormat {
    JPEG("JPEG"),
    PNG("PNG"),
    WEBP("WebP"),
    BMP("BMP"),
    GIF("GIF");

    /** Common formats that are not supported, by bytes 4 to 12 or 0 to 4 of the file. */
    private static final Map<String, String> FOREIGN = Map.of(
            "ftypheic", "HEIC",
            "ftypheix", "HEIC",
            "ftypmif1", "HEIF",
            "ftypavif", "AVIF",
            "II*\0", "TIFF",
            "MM\0*", "TIFF",
            "%PDF", "PDF",
            "8BPS", "Photoshop",
            "<svg", "SVG");

    private final String title;

    ImageFormat(String title) {
        this.title = title;
    }

    static ImageFormat of(byte[] file) throws ImageException {
        String head = new String(file, 0, Math.min(16, file.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return WEBP;
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return GIF;
        }
        if (head.startsWith("BM")) {
            return BMP;
        }
        for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
            if (head.startsWith(foreign.getKey()) || head.startsWith(foreign.getKey(), 4)) {
                throw new ImageException(foreign.getValue()
                        + " is not supported: convert it to PNG or JPEG (also read: WebP, BMP, GIF)");
            }
        }
        throw new ImageException("not an image in a known format (JPEG, PNG, WebP, BMP, GIF)");
    }

    /**
     * Returns the part of a file that its image depends on.
     *
     * @throws EOFException if the file ends before its image does
     * @throws ImageException if the image is too large or damaged, or would take too long to decode
     */
    EncodedImage read(byte[] file, DecodeLimits limits) throws EOFException, ImageException {
        return switch (this) {
            case JPEG -> JpegFile.read(file, limits);
            case PNG -> PngFile.read(file, limits);
            case WEBP -> WebpFile.read(file, limits);
            case BMP -> BmpFile.read(file, limits);
            case GIF -> GifFile.read(file, limits);
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
