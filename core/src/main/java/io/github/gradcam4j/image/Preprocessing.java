package io.github.gradcam4j.image;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.internal.argument.NonNullList;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Converts an image to the input tensor of a model: resizes and crops it, orders its channels, and computes
 * {@code (scale * value - mean) / std} for 8-bit values 0..255. Immutable and thread safe.
 *
 * <pre>{@code
 * var preprocessing = Preprocessing.imageNet().withInputSize(299, 299).withFit(Preprocessing.Fit.SQUASH);
 * }</pre>
 *
 * <p>Input size and layout need not be set: they are then those of the model's file, see {@link #withModelInput}.
 */
public final class Preprocessing {

    /** Order of the tensor's dimensions. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** The tensor's channels and their order. */
    public enum Channels {
        RGB(3),
        BGR(3),
        /** Luma by ITU-R 601-2, as Pillow's {@code L}: (19595 R + 38470 G + 7471 B + 32768) / 65536. */
        GRAY(1),
        /** RGB and opacity; 255 for an opaque image. */
        RGBA(4);

        private final int count;

        Channels(int count) {
            this.count = count;
        }

        /** Returns the number of channels. */
        public int count() {
            return count;
        }
    }

    /** A way to fit an image of other proportions to the input. */
    public enum Fit {
        /** Resizes the whole image to the input size and does not keep its proportions. */
        SQUASH,
        /** Resizes the shorter side to {@link #resize}, then crops the center. */
        CROP,
        /**
         * Resizes the image until it just fits, keeps its proportions, and pads both ends of the other direction
         * equally (letterbox). The border has the color of the mean, as in timm; gray 114, as in Ultralytics, if the
         * mean is 0. Rounds as both do.
         */
        PAD
    }

    /** A filter for resizing, exactly as Pillow computes it. */
    public enum Interpolation {
        /** A triangle, widened when an image shrinks (antialiasing). */
        BILINEAR,
        /** Keys' cubic with a = -0.5, widened when an image shrinks (antialiasing). */
        BICUBIC,
        /** The pixel that contains the center. */
        NEAREST
    }

    private final InputForm form;
    private final Normalization normalization;
    private final Fit fit;
    private final int resize;
    private final Interpolation interpolation;

    private Preprocessing(
            InputForm form, Normalization normalization, Fit fit, int resize, Interpolation interpolation) {
        this.form = form;
        this.normalization = normalization;
        this.fit = Objects.requireNonNull(fit, "fit");
        this.resize = resize;
        this.interpolation = Objects.requireNonNull(interpolation, "interpolation");
        int longer = Math.max(width(), height());
        if (resize != 0 && resize < longer) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Preprocessing: resize must be 0 or at least the input's longer side, %d, not %d",
                    longer,
                    resize));
        }
        if (form.channels() != null || form.declaredChannels() > 0 && form.takesImages()) {
            normalization.check(form.channelCount());
        }
    }

    /**
     * Returns the usual preprocessing of networks trained with PyTorch on ImageNet: RGB, values scaled to 0..1,
     * ImageNet's mean and standard deviation, and the center 224 x 224 of an image whose shorter side is 256. Nothing
     * is set, so that a model's declared input changes what does not fit it: see {@link #withModelInput}.
     */
    public static Preprocessing imageNet() {
        return new Preprocessing(InputForm.NOT_SET, Normalization.NOT_SET, Fit.CROP, 0, Interpolation.BILINEAR);
    }

    private Preprocessing with(InputForm other) {
        return new Preprocessing(other, normalization, fit, resize, interpolation);
    }

    private Preprocessing with(Normalization other) {
        return new Preprocessing(form, other, fit, resize, interpolation);
    }

    /**
     * Returns a copy with another input size; {@link #resize} changes in proportion.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     */
    public Preprocessing withInputSize(int width, int height) {
        return resized(form.withSize(width, height));
    }

    private Preprocessing resized(InputForm other) {
        int longer = Math.max(width(), height());
        int proportional = Math.round((float) resize * Math.max(other.usedWidth(), other.usedHeight()) / longer);
        return new Preprocessing(other, normalization, fit, proportional, interpolation);
    }

    /** Returns a copy with another order of the tensor's dimensions. */
    public Preprocessing withLayout(Layout layout) {
        return with(form.withLayout(Objects.requireNonNull(layout, "layout")));
    }

    /**
     * Returns a copy with other channels; {@link #mean} and {@link #std} keep their order if they are set.
     *
     * @throws IllegalArgumentException if a mean or standard deviation of another number of channels is set
     */
    public Preprocessing withChannels(Channels channels) {
        return with(form.withChannels(Objects.requireNonNull(channels, "channels")));
    }

    /**
     * Returns a copy with another factor of the 8-bit values.
     *
     * @param scale a number of a magnitude from 1e-12 to 1e12, such as 1/255 for values of 0..1
     */
    public Preprocessing withScale(double scale) {
        return with(new Normalization(scale, normalization.mean(), normalization.std()));
    }

    /**
     * Returns a copy with other means.
     *
     * @param mean scaled values: one for all channels, or one per channel in the order of {@link #channels}
     */
    public Preprocessing withMean(List<Double> mean) {
        return with(new Normalization(normalization.scale(), NonNullList.copyOf(mean, "mean"), normalization.std()));
    }

    /**
     * Returns a copy with other standard deviations.
     *
     * @param std scaled values of a magnitude from 1e-12 to 1e12: one for all channels, or one per channel in the order
     *     of {@link #channels}
     */
    public Preprocessing withStd(List<Double> std) {
        return with(new Normalization(normalization.scale(), normalization.mean(), NonNullList.copyOf(std, "std")));
    }

    /** Returns a copy that fits images of other proportions in another way. */
    public Preprocessing withFit(Fit fit) {
        return new Preprocessing(form, normalization, fit, resize, interpolation);
    }

    /**
     * Returns a copy with another length of the image's shorter side before the crop.
     *
     * @param resize in pixels, at least the input's longer side; 0 for 256/224 of that side
     */
    public Preprocessing withResize(int resize) {
        return new Preprocessing(form, normalization, fit, resize, interpolation);
    }

    /** Returns a copy that resizes with another filter. */
    public Preprocessing withInterpolation(Interpolation interpolation) {
        return new Preprocessing(form, normalization, fit, resize, interpolation);
    }

    /** Returns a copy for the declared input of a float32 model; see {@link #withModelInput(ElementType, long...)}. */
    public Preprocessing withModelInput(long... shape) {
        return withModelInput(ElementType.FLOAT, shape);
    }

    /**
     * Returns a copy for a model's declared input. What is not set follows from it:
     *
     * <ul>
     *   <li>the input size is the declared one, or 224 where a dimension is free;
     *   <li>the layout is NHWC if only the last dimension is 1, 3 or 4, or if the last is less than two equal ones
     *       before it, else NCHW;
     *   <li>the channels are gray for 1 and RGBA for 4 of them, else RGB;
     *   <li>scale, mean and standard deviation are ImageNet's for RGB and BGR; 1/255, 0 and 1 for other channels; 1, 0
     *       and 1 for integers, and for int8 a mean of 128, so that values are whole numbers.
     * </ul>
     *
     * @param type the declared element type; values for integers are rounded
     * @param shape the four declared dimensions, [N, C, H, W] or [N, H, W, C]; -1 or 0 for a free one
     * @throws IllegalArgumentException if channels are set that are not as many as the declared ones
     */
    public Preprocessing withModelInput(ElementType type, long... shape) {
        Objects.requireNonNull(type, "type");
        return resized(form.withModelInput(type, shape));
    }

    /** Returns whether the input size is set; if not, it is that of the model's file. */
    public boolean hasInputSize() {
        return form.hasSize();
    }

    /** Returns whether the layout is set; if not, it is that of the model's file. */
    public boolean hasLayout() {
        return form.layout() != null;
    }

    /** Returns whether the channels are set; if not, they follow from the model's file. */
    public boolean hasChannels() {
        return form.channels() != null;
    }

    /** Returns whether the scale is set; if not, it follows from the channels and the model's type. */
    public boolean hasScale() {
        return normalization.scale() != null;
    }

    /** Returns whether the mean is set; if not, it follows from the channels and the model's type. */
    public boolean hasMean() {
        return normalization.mean() != null;
    }

    /** Returns whether the standard deviation is set; if not, it follows from the channels and the model's type. */
    public boolean hasStd() {
        return normalization.std() != null;
    }

    /** Returns the width of the model's input in pixels; 224 if not set. */
    public int width() {
        return form.usedWidth();
    }

    /** Returns the height of the model's input in pixels; 224 if not set. */
    public int height() {
        return form.usedHeight();
    }

    /** Returns the order of the tensor's dimensions; NCHW if not set. */
    public Layout layout() {
        return form.usedLayout();
    }

    /** Returns the channels of an image; RGB if not set. */
    public Channels channels() {
        return form.usedChannels();
    }

    /** Returns the number of the model's channels. */
    public int channelCount() {
        return form.channelCount();
    }

    /** Returns whether an image can become the model's input; if not, its number of channels is another. */
    public boolean takesImages() {
        return form.takesImages();
    }

    /** Returns the element type of the model's input; {@link ElementType#FLOAT} if not set. */
    public ElementType type() {
        return form.usedType();
    }

    private Normalization normalization() {
        return normalization.or(Normalization.usual(form));
    }

    /** Returns the factor by which 8-bit values are multiplied first. */
    public double scale() {
        return normalization().scale();
    }

    /** Returns the means that are subtracted from scaled values, one per channel in the order of {@link #channels}. */
    public List<Double> mean() {
        return perChannel(normalization()::mean);
    }

    /** Returns the standard deviations by which values are divided last, one per channel as {@link #mean}. */
    public List<Double> std() {
        return perChannel(normalization()::std);
    }

    private List<Double> perChannel(IntToDoubleFunction value) {
        return IntStream.range(0, form.channelCount())
                .mapToDouble(value)
                .boxed()
                .toList();
    }

    /** Returns how images of other proportions are fitted to the input. */
    public Fit fit() {
        return fit;
    }

    /**
     * Returns the length of the image's shorter side before the crop, in pixels; 0 for 256/224 of the input's longer
     * side. Not used, but kept, with another {@link Fit} than {@link Fit#CROP}.
     */
    public int resize() {
        return resize;
    }

    /** Returns the filter for resizing. */
    public Interpolation interpolation() {
        return interpolation;
    }

    /** Returns the shape of the tensor of one image: {@code [1, C, height, width]} or {@code [1, height, width, C]}. */
    public long[] shape() {
        return form.shape();
    }

    private TensorImage converter() {
        return new TensorImage(form, normalization());
    }

    private Placement placement(int imageWidth, int imageHeight) {
        return Placement.of(fit, resize, imageWidth, imageHeight, width(), height());
    }

    /**
     * Returns the part of an upright image that the model sees, in that image's pixels; it extends beyond the image
     * with {@link Fit#PAD}.
     */
    public CropRegion cropRegion(int imageWidth, int imageHeight) {
        return placement(imageWidth, imageHeight).region(imageWidth, imageHeight);
    }

    /** Returns the image as the model sees it, of the input size, before its values are normalized. */
    public Image resizeAndCrop(Image image) {
        return samples(image).toImage();
    }

    private Samples samples(Image image) {
        var placement = placement(image.width(), image.height());
        var covered = Resize.part(Samples.of(image, channels()), placement.covered(), interpolation);
        return placement.isCovered()
                ? covered
                : covered.padded(placement, converter().border());
    }

    /**
     * Writes the values of one image at the buffer's position and moves the position behind them.
     *
     * @throws IllegalArgumentException if the buffer has less room than the {@link #shape} needs, or the model does not
     *     take images
     */
    public void writeTensor(Image image, FloatBuffer tensor) {
        form.requireImages();
        converter().write(samples(image), tensor);
    }

    /**
     * Returns the image of a tensor: reverses {@link #writeTensor} and clips values to 0..255. For a model that does
     * not take images, the first three channels as RGB, or the first as gray, over their range.
     */
    public Image toImage(FloatBuffer tensor) {
        return takesImages() ? converter().read(tensor) : converter().render(tensor);
    }

    /** Returns whether all settings are equal; a setting that is not set differs from a set one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Preprocessing that && settings().equals(that.settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    private List<Object> settings() {
        return List.of(form, normalization, fit, resize, interpolation);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Preprocessing[%s, scale %s, mean %s, std %s, %s%s, %s]",
                form,
                scale(),
                mean(),
                std(),
                fit,
                resize > 0 ? " after a resize to " + resize : "",
                interpolation);
    }
}
