package io.github.gradcam4j.formats.keras;

import io.github.gradcam4j.formats.internal.json.Fields;
import io.github.gradcam4j.internal.half.HalfFloat;
import io.github.gradcam4j.internal.text.MessageText;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The encoding of a weight in a shard, little endian. A value is {@code stored * scale + min}.
 *
 * @param scale 1 without quantization
 * @param min 0 without quantization
 */
record WeightEncoding(Element element, double scale, double min) {

    enum Element {
        FLOAT32(4),
        FLOAT16(2),
        INT32(4),
        UINT16(2),
        UINT8(1);

        private final int bytes;

        Element(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Reads the encoding of a weight; integers that are quantized have a scale and a minimum. */
    static WeightEncoding of(Fields weight) {
        var declared = element(weight);
        if (!weight.has("quantization")) {
            return new WeightEncoding(declared, 1, 0);
        }
        var quantization = weight.object("quantization");
        var element = element(quantization);
        if (element == Element.FLOAT16 || element == Element.FLOAT32) {
            return new WeightEncoding(element, 1, 0);
        }
        return new WeightEncoding(
                element,
                quantization.number("scale").orElseThrow(() -> quantization.failure("scale", "is missing")),
                quantization.number("min").orElseThrow(() -> quantization.failure("min", "is missing")));
    }

    private static Element element(Fields weight) {
        return switch (weight.text("dtype").orElse("")) {
            case "float32" -> Element.FLOAT32;
            case "float16" -> Element.FLOAT16;
            case "int32" -> Element.INT32;
            case "uint16" -> Element.UINT16;
            case "uint8", "bool" -> Element.UINT8;
            default ->
                throw weight.failure(
                        "dtype",
                        String.format(
                                Locale.ROOT,
                                "\"%s\" is not supported; supported are float32, float16, int32, uint16, uint8, bool",
                                MessageText.excerpt(weight.text("dtype").orElse(""))));
        };
    }

    int bytes() {
        return element.bytes;
    }

    float[] decode(ByteBuffer bytes, int count) {
        var values = new float[count];
        if (element == Element.FLOAT32) {
            bytes.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < count; i++) {
            values[i] = (float) (stored(bytes, i) * scale + min);
        }
        return values;
    }

    private double stored(ByteBuffer bytes, int i) {
        return switch (element) {
            case FLOAT32 -> bytes.getFloat(4 * i);
            case FLOAT16 -> HalfFloat.fromFloat16(bytes.getShort(2 * i));
            case INT32 -> bytes.getInt(4 * i);
            case UINT16 -> Short.toUnsignedInt(bytes.getShort(2 * i));
            case UINT8 -> Byte.toUnsignedInt(bytes.get(i));
        };
    }
}
