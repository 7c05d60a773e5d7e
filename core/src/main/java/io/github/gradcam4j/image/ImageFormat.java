package io.github.gradcam4j.image;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The supported image formats, recognized by the first bytes of a file, not by its name. */
enum ImageFormat {
    JPEG("JPEG"),
    PNG("PNG"),
    WEBP("WebP"),
    BMP("BMP"),
    GIF("GIF");

    private static final int MARKER = 0xff;
    private static final int END_OF_IMAGE = 0xd9;

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

    /** Returns whether the file certainly ends before its image does. JPEG decoders fill the missing part with gray. */
    boolean isTruncated(byte[] file) {
        return switch (this) {
            case JPEG -> !hasEndOfImage(file);
            case WEBP -> file.length < 12 || file.length < 8 + littleEndian(file, 4);
            default -> false;
        };
    }

    /** Walks the segments, so that the end marker of an embedded thumbnail is not taken for the image's. */
    private static boolean hasEndOfImage(byte[] file) {
        int at = 2;
        while (at + 1 < file.length) {
            int code = file[at + 1] & 0xff;
            if ((file[at] & 0xff) != MARKER || code == 0 || code == MARKER || code >= 0xd0 && code <= 0xd7) {
                at++;
            } else if (code == END_OF_IMAGE) {
                return true;
            } else if (at + 3 < file.length) {
                at += 2 + ((file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff);
            } else {
                return false;
            }
        }
        return false;
    }

    private static long littleEndian(byte[] file, int at) {
        return file[at] & 0xffL
                | (file[at + 1] & 0xffL) << 8
                | (file[at + 2] & 0xffL) << 16
                | (file[at + 3] & 0xffL) << 24;
    }

    @Override
    public String toString() {
        return title;
    }
}
