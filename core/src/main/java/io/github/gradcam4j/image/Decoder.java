package io.github.gradcam4j.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;

/**
 * Decodes the bytes of a file to an upright image. Refuses an image that is too large, or whose file is built to occupy
 * a decoder for long, before it decodes it.
 */
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
        EncodedImage encoded = encoded(file, format, limits);
        Image image = Image.fromBufferedImage(pixels(encoded, format));
        return encoded.exif().map(Orientation::of).orElse(Orientation.UPRIGHT).apply(image);
    }

    private static EncodedImage encoded(byte[] file, ImageFormat format, DecodeLimits limits) throws ImageException {
        try {
            return format.read(file, limits);
        } catch (EOFException e) {
            throw truncated(format, e);
        }
    }

    private static BufferedImage pixels(EncodedImage encoded, ImageFormat format) throws ImageException {
        ImageReader reader = reader(format);
        var observer = DecodeObserver.of(reader);
        try (ImageInputStream in = new EncodedStream(encoded)) {
            reader.setInput(in, true, format != ImageFormat.GIF);
            BufferedImage pixels = switch (format) {
                case JPEG, WEBP -> asStored(reader);
                case GIF -> firstFrame(reader);
                case PNG, BMP -> reader.read(0);
            };
            checkInterrupt();
            if (observer.isIncomplete(pixels)) {
                throw new EOFException();
            }
            return pixels;
        } catch (EOFException | EncodedStream.MissingDataException e) {
            checkInterrupt();
            throw truncated(format, e);
        } catch (IOException | RuntimeException e) {
            // Readers throw many kinds of exceptions on damaged data.
            checkInterrupt();
            throw new ImageException("a " + format + " that is truncated or damaged (" + reason(e) + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageException truncated(ImageFormat format, IOException cause) {
        return new ImageException("a " + format + " that ends too early: the file is truncated", cause);
    }

    private static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The thread was interrupted while it decoded an image");
        }
    }

    private static ImageReader reader(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No ImageIO reader for " + format + " on the class path");
        }
        return readers.next();
    }

    /** Returns the samples as stored, in the color space that the file has. */
    private static BufferedImage asStored(ImageReader reader) throws IOException {
        ImageReadParam parameters = reader.getDefaultReadParam();
        ImageTypeSpecifier stored = reader.getRawImageType(0);
        if (stored != null && Pixels.plainChannels(stored.getColorModel()) > 0) {
            parameters.setDestinationType(stored);
        }
        return reader.read(0, parameters);
    }

    /** Returns the first frame of a GIF on a white screen, since it may cover only a part of it. */
    private static BufferedImage firstFrame(ImageReader reader) throws IOException {
        Element screen = child(reader.getStreamMetadata(), "LogicalScreenDescriptor");
        Element position = child(reader.getImageMetadata(0), "ImageDescriptor");
        int left = number(position, "imageLeftPosition");
        int top = number(position, "imageTopPosition");
        int width = Math.max(number(screen, "logicalScreenWidth"), left + reader.getWidth(0));
        int height = Math.max(number(screen, "logicalScreenHeight"), top + reader.getHeight(0));
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
