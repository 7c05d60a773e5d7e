package io.github.gradcam4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.gradcam4j.internal.half.HalfFloat;
import java.nio.ByteBuffer;

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

    static WeightEncoding of(String weight, JsonNode description) {
        JsonNode quantization = description.path("quantization");
        if (quantization.isMissingNode()) {
            return new WeightEncoding(element(weight, description.path("dtype").asText()), 1, 0);
        }
        return new WeightEncoding(
                element(weight, quantization.path("dtype").asText()),
                quantization.path("scale").asDouble(1),
                quantization.path("min").asDouble(0));
    }

    private static Element element(String weight, String dtype) {
        return switch (dtype) {
            case "float32" -> Element.FLOAT32;
            case "float16" -> Element.FLOAT16;
            case "int32" -> Element.INT32;
            case "uint16" -> Element.UINT16;
            case "uint8", "bool" -> Element.UINT8;
            default ->
                throw new LayersModelException("weight " + weight + ": dtype \"" + dtype
                        + "\" is not supported; supported are float32, float16, int32, uint16, uint8, bool");
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
