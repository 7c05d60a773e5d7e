package io.github.gradcam4j.export;

import io.github.gradcam4j.image.Sign;
import io.github.gradcam4j.internal.argument.NonNullList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The form of an exported model. Immutable and thread safe.
 *
 * <pre>{@code
 * var options = ExportOptions.DEFAULT.withMapSize(MapSize.INPUT).withSign(Sign.POSITIVE).withNormalized(true);
 * }</pre>
 *
 * @param target the explained score; empty for that of the plan
 * @param mapSize the size of the maps
 * @param sign the part of the signed maps that is kept
 * @param normalized whether each map is scaled to 0..1 at last; a constant map gives zeros
 * @param input the form of the image
 * @param batch the number of images
 * @param opset ONNX's operator set; empty for the model's own, raised only as far as the graph needs
 * @param also names of inner tensors that become outputs too
 */
public record ExportOptions(
        Optional<ExportTarget> target,
        MapSize mapSize,
        Sign sign,
        boolean normalized,
        InputKind input,
        Batch batch,
        OptionalInt opset,
        List<String> also) {

    /** Raw signed maps of the layer's size, of the plan's target; input, batch and opset are the model's. */
    public static final ExportOptions DEFAULT = new ExportOptions(
            Optional.empty(),
            MapSize.LAYER,
            Sign.BOTH,
            false,
            InputKind.TENSOR,
            Batch.OF_MODEL,
            OptionalInt.empty(),
            List.of());

    /** The size of exported maps. */
    public enum MapSize {
        /** The layer's rows and columns. */
        LAYER,
        /** The rows and columns of the model's input, by a bilinear resize. */
        INPUT
    }

    /** The form in which an exported model takes an image. */
    public enum InputKind {
        /** The model's own input tensor. */
        TENSOR,
        /** Levels 0..255 of red, green and blue, [N, H, W, 3], at the model's size; preprocessing is in the graph. */
        UINT8
    }

    /** The number of images of a batch. */
    public sealed interface Batch {

        /** The batch of the model's file. */
        Batch OF_MODEL = new OfModel();

        /** Any number of images. */
        Batch FREE = new Free();

        /** Returns a fixed number of images, 1 or more. */
        static Batch of(int size) {
            return new Fixed(size);
        }

        /** The batch of the model's file. */
        record OfModel() implements Batch {}

        /** Any number of images. */
        record Free() implements Batch {}

        /**
         * A fixed number of images.
         *
         * @param size 1 or more
         */
        record Fixed(int size) implements Batch {

            public Fixed {
                if (size < 1) {
                    throw new IllegalArgumentException("a batch has 1 image or more, not " + size);
                }
            }
        }
    }

    public ExportOptions {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(mapSize, "mapSize");
        Objects.requireNonNull(sign, "sign");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(opset, "opset");
        also = NonNullList.copyOf(also, "also");
    }

    /** Returns a copy with another target. */
    public ExportOptions withTarget(ExportTarget target) {
        Objects.requireNonNull(target, "target");
        return new ExportOptions(Optional.of(target), mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy with another size of the maps. */
    public ExportOptions withMapSize(MapSize mapSize) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy with another part of the signed maps. */
    public ExportOptions withSign(Sign sign) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy whose maps are scaled to 0..1, or are not. */
    public ExportOptions withNormalized(boolean normalized) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy with another form of the image. */
    public ExportOptions withInput(InputKind input) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy with another number of images. */
    public ExportOptions withBatch(Batch batch) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }

    /** Returns a copy with another version of ONNX's operator set. */
    public ExportOptions withOpset(int opset) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, OptionalInt.of(opset), also);
    }

    /** Returns a copy with other inner tensors as outputs. */
    public ExportOptions withAlso(List<String> also) {
        return new ExportOptions(target, mapSize, sign, normalized, input, batch, opset, also);
    }
}
