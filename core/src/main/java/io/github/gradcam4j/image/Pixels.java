package io.github.gradcam4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/**
 * Reads the pixels of any {@link BufferedImage}. Samples of gray and RGB images are not converted: Java's conversion
 * would treat gray as linear light and apply profiles.
 */
final class Pixels {
    private static final int RGB = 3;
    private static final int RGBA = 4;

    private Pixels() {}

    static Image read(BufferedImage image) {
        int channels = plainChannels(image.getColorModel());
        boolean opaque = channels == 0 ? !image.getColorModel().hasAlpha() : channels % 2 == 1;
        byte[] pixels = new byte[(opaque ? RGB : RGBA) * image.getWidth() * image.getHeight()];
        if (channels == 0) {
            convert(image, pixels, opaque);
        } else if (image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
                && image.getSampleModel() instanceof ComponentSampleModel model
                && buffer.getNumBanks() == 1) {
            interleave(image.getRaster(), model, buffer, channels, pixels);
        } else {
            sample(image, channels, pixels);
        }
        return opaque
                ? new Image(image.getWidth(), image.getHeight(), pixels)
                : Image.ofRgba(image.getWidth(), image.getHeight(), pixels);
    }

    /** Returns 1 for gray, 2 for gray and alpha, 3 for RGB, 4 for RGB and alpha; 0 for all other samples. */
    static int plainChannels(ColorModel colors) {
        if (!(colors instanceof ComponentColorModel) || colors.isAlphaPremultiplied()) {
            return 0;
        }
        int type = colors.getColorSpace().getType();
        boolean integers =
                colors.getTransferType() == DataBuffer.TYPE_BYTE || colors.getTransferType() == DataBuffer.TYPE_USHORT;
        return integers && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB)
                ? colors.getNumComponents()
                : 0;
    }

    private static void interleave(
            Raster raster, ComponentSampleModel model, DataBufferByte buffer, int channels, byte[] pixels) {
        byte[] from = buffer.getData();
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] bands = model.getBandOffsets();
        boolean gray = channels < 3;
        int red = bands[0];
        int green = bands[gray ? 0 : 1] - red;
        int blue = bands[gray ? 0 : 2] - red;
        boolean opaque = channels % 2 == 1;
        int alpha = bands[channels - 1] - red;
        int step = model.getPixelStride();
        int pixel = opaque ? RGB : RGBA;
        for (int y = 0, to = 0; y < height; y++) {
            int at = buffer.getOffset()
                    + red
                    + (y + raster.getMinY() - raster.getSampleModelTranslateY()) * model.getScanlineStride()
                    + (raster.getMinX() - raster.getSampleModelTranslateX()) * step;
            for (int x = 0; x < width; x++, at += step, to += pixel) {
                pixels[to] = from[at];
                pixels[to + 1] = from[at + green];
                pixels[to + 2] = from[at + blue];
                if (!opaque) {
                    pixels[to + 3] = from[at + alpha];
                }
            }
        }
    }

    /** Reads samples of other depths, such as 16 bits; keeps the upper eight bits. */
    private static void sample(BufferedImage image, int channels, byte[] pixels) {
        int width = image.getWidth();
        int height = image.getHeight();
        int bits = image.getColorModel().getComponentSize(0);
        int pixel = channels % 2 == 1 ? RGB : RGBA;
        int[] row = new int[width * channels];
        for (int y = 0, to = 0; y < height; y++) {
            image.getRaster()
                    .getPixels(image.getRaster().getMinX(), image.getRaster().getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, to += pixel) {
                for (int c = 0; c < 3; c++) {
                    pixels[to + c] = (byte) eightBits(row[x * channels + (channels < 3 ? 0 : c)], bits);
                }
                if (pixel == RGBA) {
                    pixels[to + 3] = (byte) eightBits(row[x * channels + channels - 1], bits);
                }
            }
        }
    }

    private static int eightBits(int sample, int bits) {
        return bits >= 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1);
    }

    /** Reads palettes, packed pixels and all other formats that Java converts to sRGB. */
    private static void convert(BufferedImage image, byte[] pixels, boolean opaque) {
        int width = image.getWidth();
        int[] row = new int[width];
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++, to += opaque ? RGB : RGBA) {
                int argb = row[x];
                pixels[to] = (byte) (argb >> 16);
                pixels[to + 1] = (byte) (argb >> 8);
                pixels[to + 2] = (byte) argb;
                if (!opaque) {
                    pixels[to + 3] = (byte) (argb >>> 24);
                }
            }
        }
    }
}
