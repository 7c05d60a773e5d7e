package io.github.gradcam4j.explain;

import io.github.gradcam4j.image.CropRegion;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.runtime.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * The inputs of a model.
 *
 * @param model the short name of the model, for messages
 */
record ModelInputs(String model, Preprocessing preprocessing) {

    Tensor of(Image image) {
        return of(image, preprocessing);
    }

    static Tensor of(Image image, Preprocessing preprocessing) {
        var tensor = Tensor.zeros(preprocessing.shape());
        preprocessing.writeTensor(image, tensor.floats());
        return tensor;
    }

    /**
     * Returns a preprocessed input as float32.
     *
     * @throws IllegalArgumentException if it has another shape, or values that the model's type does not have
     */
    Tensor checked(Tensor tensor) {
        var type = preprocessing.type();
        var expected = preprocessing.shape();
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "model %s takes %s%s, not %s", model, type, Arrays.toString(expected), tensor));
        }
        var input = tensor.toFloat32();
        var values = input.floats();
        for (int i = 0; i < input.size() && !type.isFloatingPoint(); i++) {
            if (type.nearest(values.get(i)) != values.get(i)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "model %s takes %s, but value %d of the tensor is %s",
                        model,
                        type,
                        i,
                        values.get(i)));
            }
        }
        return input;
    }

    /**
     * An input of one image.
     *
     * @param tensor as float32
     * @param region the part of the image that the model sees
     * @param preprocessing the time that preprocessing took
     */
    record Input(Tensor tensor, CropRegion region, Duration preprocessing) {

        static Input of(ModelInputs inputs, Image image) {
            long start = System.nanoTime();
            var tensor = ModelInputs.of(image, inputs.preprocessing);
            var region = inputs.preprocessing.cropRegion(image.width(), image.height());
            return new Input(tensor, region, Duration.ofNanos(System.nanoTime() - start));
        }

        /** @throws IllegalArgumentException as {@link #checked} */
        static Input of(ModelInputs inputs, Tensor tensor) {
            var p = inputs.preprocessing;
            return new Input(inputs.checked(tensor), new CropRegion(0, 0, p.width(), p.height()), Duration.ZERO);
        }
    }
}
