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
 * Reads the pixels of any {@link BufferedImage} as interleaved RGB bytes, blended with white. Samples of gray and RGB
 * images are not converted: Java's conversion would treat gray as linear light and apply profiles.
 */
final class Pixels {
    private Pixels() {}

    static byte[] rgb(BufferedImage image) {
        int channels = plainChannels(image.getColorModel());
        if (channels == 0) {
            return converted(image);
        }
        if (image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
                && image.getSampleModel() instanceof ComponentSampleModel model
                && buffer.getNumBanks() == 1) {
            return interleaved(image.getRaster(), model, buffer, channels);
        }
        return sampled(image, channels);
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

    private static byte[] interleaved(Raster raster, ComponentSampleModel model, DataBufferByte buffer, int channels) {
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
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, to = 0; y < height; y++) {
            int at = buffer.getOffset()
                    + red
                    + (y + raster.getMinY() - raster.getSampleModelTranslateY()) * model.getScanlineStride()
                    + (raster.getMinX() - raster.getSampleModelTranslateX()) * step;
            for (int x = 0; x < width; x++, at += step, to += 3) {
                rgb[to] = from[at];
                rgb[to + 1] = from[at + green];
                rgb[to + 2] = from[at + blue];
                if (!opaque) {
                    overWhite(rgb, to, from[at + alpha] & 0xff);
                }
            }
        }
        return rgb;
    }

    /** Reads samples of other depths, such as 16 bits; keeps the upper eight bits. */
    private static byte[] sampled(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        int bits = image.getColorModel().getComponentSize(0);
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width * channels];
        for (int y = 0, to = 0; y < height; y++) {
            image.getRaster()
                    .getPixels(image.getRaster().getMinX(), image.getRaster().getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, to += 3) {
                for (int c = 0; c < 3; c++) {
                    rgb[to + c] = (byte) eightBits(row[x * channels + (channels < 3 ? 0 : c)], bits);
                }
                if (channels % 2 == 0) {
                    overWhite(rgb, to, eightBits(row[x * channels + channels - 1], bits));
                }
            }
        }
        return rgb;
    }

    private static int eightBits(int sample, int bits) {
        return bits >= 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1);
    }

    /** Reads palettes, packed pixels and all other formats that Java converts to sRGB. */
    private static byte[] converted(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width];
        for (int y = 0, to = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++, to += 3) {
                int argb = row[x];
                rgb[to] = (byte) (argb >> 16);
                rgb[to + 1] = (byte) (argb >> 8);
                rgb[to + 2] = (byte) argb;
                overWhite(rgb, to, argb >>> 24);
            }
        }
        return rgb;
    }

    private static void overWhite(byte[] rgb, int at, int alpha) {
        if (alpha == 255) {
            return;
        }
        for (int i = at; i < at + 3; i++) {
            rgb[i] = (byte) (((rgb[i] & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
}
