package io.github.gradcam4j.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;

/** Decodes the bytes of a file to an upright image. Refuses an image that is too large before it decodes it. */
final class Decoder {
    private Decoder() {}

    static Image decode(byte[] file, DecodeLimits limits) throws ImageException {
        if (file.length == 0) {
            throw new ImageException("the file is empty");
        }
        if (file.length > limits.bytes()) {
            throw new ImageException("larger than the limit of " + limits.bytes() + " bytes");
        }
        ImageFormat format = ImageFormat.of(file);
        Image image = Image.fromBufferedImage(pixels(file, format, limits));
        return Orientation.of(file, format).apply(image);
    }

    private static BufferedImage pixels(byte[] file, ImageFormat format, DecodeLimits limits) throws ImageException {
        ImageReader reader = reader(format);
        try (ImageInputStream in = new ByteArrayImageInputStream(file)) {
            reader.setInput(in, true, format != ImageFormat.GIF);
            checkSize(reader.getWidth(0), reader.getHeight(0), limits);
            if (format.isTruncated(file)) {
                throw new ImageException("a " + format + " that ends too early: the file is truncated");
            }
            return switch (format) {
                case JPEG, WEBP -> withoutProfile(reader);
                case GIF -> firstFrame(reader, limits);
                case PNG, BMP -> reader.read(0);
            };
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers throw many kinds of exceptions on damaged data.
            throw new ImageException("a " + format + " that is truncated or damaged (" + reason(e) + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No ImageIO reader for " + format + " on the class path");
        }
        return readers.next();
    }

    private static void checkSize(long width, long height, DecodeLimits limits) throws ImageException {
        if (width < 1 || height < 1) {
            throw new ImageException("has no pixels: " + width + " x " + height);
        }
        if (width * height > limits.pixels()) {
            throw new ImageException(String.format(
                    Locale.ROOT,
                    "%d x %d is more than the limit of %.1f megapixels: make it smaller first",
                    width,
                    height,
                    limits.pixels() / 1e6));
        }
    }

    /** Returns the samples as stored: a reader would convert them from an embedded RGB or gray profile. */
    private static BufferedImage withoutProfile(ImageReader reader) throws IOException {
        ImageReadParam parameters = reader.getDefaultReadParam();
        ImageTypeSpecifier stored = reader.getRawImageType(0);
        if (stored != null && Pixels.plainChannels(stored.getColorModel()) > 0) {
            parameters.setDestinationType(stored);
        }
        return reader.read(0, parameters);
    }

    /** Returns the first frame of a GIF on a white screen, since it may cover only a part of it. */
    private static BufferedImage firstFrame(ImageReader reader, DecodeLimits limits) throws IOException {
        Element screen = child(reader.getStreamMetadata(), "LogicalScreenDescriptor");
        Element position = child(reader.getImageMetadata(0), "ImageDescriptor");
        int left = number(position, "imageLeftPosition");
        int top = number(position, "imageTopPosition");
        int width = Math.max(number(screen, "logicalScreenWidth"), left + reader.getWidth(0));
        int height = Math.max(number(screen, "logicalScreenHeight"), top + reader.getHeight(0));
        checkSize(width, height, limits);
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.drawImage(reader.read(0), left, top, null);
        graphics.dispose();
        return canvas;
    }

    private static Element child(IIOMetadata metadata, String name) {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        return (Element) root.getElementsByTagName(name).item(0);
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
