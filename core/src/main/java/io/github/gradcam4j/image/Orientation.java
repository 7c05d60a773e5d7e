package io.github.gradcam4j.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** EXIF's eight orientations, as what has to be done to the stored picture: transpose first, then mirror. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    private final boolean transpose;
    private final boolean mirrorX;
    private final boolean mirrorY;

    Orientation(boolean transpose, boolean mirrorX, boolean mirrorY) {
        this.transpose = transpose;
        this.mirrorX = mirrorX;
        this.mirrorY = mirrorY;
    }

    /** What the file's EXIF data says; upright where there is none or it makes no sense, since that is no reason to refuse a picture. */
    static Orientation of(byte[] file, PictureFormat format) {
        try {
            ExifIFD0Directory exif = exif(file, format).getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer tag = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return tag == null || tag < 1 || tag > values().length ? UPRIGHT : values()[tag - 1];
        } catch (ImageProcessingException | IOException e) {
            return UPRIGHT;
        }
    }

    /** Reads EXIF data only: other metadata may be compressed and large. */
    private static Metadata exif(byte[] file, PictureFormat format) throws ImageProcessingException, IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        return switch (format) {
            case JPEG -> JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
            case WEBP -> WebpMetadataReader.readMetadata(in);
            case PNG -> {
                Metadata metadata = new Metadata();
                for (PngChunk chunk : new PngChunkReader().extract(new StreamReader(in), Set.of(PngChunkType.eXIf))) {
                    new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
                }
                yield metadata;
            }
            case BMP, GIF -> new Metadata();
        };
    }

    Picture apply(Picture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = transpose ? stored.height() : stored.width();
        int height = transpose ? stored.width() : stored.height();
        int stepX = 3 * (transpose ? stored.width() : 1) * (mirrorX ? -1 : 1);
        int stepY = 3 * (transpose ? 1 : stored.width()) * (mirrorY ? -1 : 1);
        int origin = (mirrorX ? -stepX * (width - 1) : 0) + (mirrorY ? -stepY * (height - 1) : 0);
        byte[] from = stored.pixels();
        byte[] rgb = new byte[from.length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0, at = origin + y * stepY; x < width; x++, at += stepX, to += 3) {
                rgb[to] = from[at];
                rgb[to + 1] = from[at + 1];
                rgb[to + 2] = from[at + 2];
            }
        }
        return new Picture(width, height, rgb);
    }
}
