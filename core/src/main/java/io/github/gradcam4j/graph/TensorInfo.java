package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.TensorShapeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorShapeProto.Dimension;
import io.github.gradcam4j.internal.onnx.OnnxMl.TypeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ValueInfoProto;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The declaration of an input or output: a name, and a type and shape unless they are left to inference. Immutable and
 * thread safe.
 */
public final class TensorInfo {

    private final ValueInfoProto proto;

    TensorInfo(ValueInfoProto proto) {
        this.proto = proto;
    }

    /** Returns the declaration of a file, in which a size that is not positive stands for a free one. */
    static TensorInfo of(ValueInfoProto proto) {
        if (proto.getType().getTensorType().getShape().getDimList().stream()
                .noneMatch(d -> d.hasDimValue() && d.getDimValue() <= 0)) {
            return new TensorInfo(proto);
        }
        var builder = proto.toBuilder();
        for (var dim : builder.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilderList()) {
            if (dim.hasDimValue() && dim.getDimValue() <= 0) {
                dim.clearDimValue();
            }
        }
        return new TensorInfo(builder.build());
    }

    /** Returns a declaration without type and shape; both are inferred. */
    public static TensorInfo of(String name) {
        Objects.requireNonNull(name, "name");
        return new TensorInfo(ValueInfoProto.newBuilder().setName(name).build());
    }

    /**
     * Returns a declaration with type and shape.
     *
     * @param dims a number for a fixed size, a name such as {@code "N"} for a free one
     */
    public static TensorInfo of(String name, ElementType type, Object... dims) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(dims, "dims");
        var shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            if (dim instanceof Number n) {
                shape.addDimBuilder().setDimValue(n.longValue());
            } else {
                shape.addDimBuilder().setDimParam(dim.toString());
            }
        }
        var tensor = TypeProto.Tensor.newBuilder().setElemType(type.code()).setShape(shape);
        return new TensorInfo(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build());
    }

    /** Returns the same declaration with another type. */
    TensorInfo with(ElementType type) {
        var builder = proto.toBuilder();
        builder.getTypeBuilder().getTensorTypeBuilder().setElemType(type.code());
        return new TensorInfo(builder.build());
    }

    /** Returns the same declaration with a text for people who read the model. */
    public TensorInfo withDocumentation(String text) {
        Objects.requireNonNull(text, "text");
        return new TensorInfo(proto.toBuilder().setDocString(text).build());
    }

    /** Returns the text for people who read the model; empty if there is none. */
    public String documentation() {
        return proto.getDocString();
    }

    /** Returns the same declaration with a fixed size in place of free dimensions of some names. */
    TensorInfo withSize(Set<String> symbols, long size) {
        var builder = proto.toBuilder();
        if (declaresShape()) {
            builder.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilderList().stream()
                    .filter(d -> d.hasDimParam() && symbols.contains(d.getDimParam()))
                    .forEach(d -> d.setDimValue(size));
        }
        return new TensorInfo(builder.build());
    }

    /** Returns the same declaration with a fixed first dimension. */
    TensorInfo withFirst(long size) {
        var builder = proto.toBuilder();
        builder.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimValue(size);
        return new TensorInfo(builder.build());
    }

    /** Returns the same declaration under another name. */
    TensorInfo withName(String name) {
        return new TensorInfo(proto.toBuilder().setName(name).build());
    }

    /** Returns the tensor's name. */
    public String name() {
        return proto.getName();
    }

    /**
     * Returns the element type; {@link ElementType#UNDEFINED} if it is left to inference or the value is not a tensor.
     */
    public ElementType type() {
        return ElementType.ofCode(proto.getType().getTensorType().getElemType());
    }

    /** Returns the size of each dimension, -1 for a free one; empty if the shape is left to inference. */
    public Optional<long[]> shape() {
        return declaresShape()
                ? Optional.of(shapeProto().getDimList().stream()
                        .mapToLong(d -> d.hasDimValue() ? Math.max(-1, d.getDimValue()) : -1)
                        .toArray())
                : Optional.empty();
    }

    /** Returns the name of a free dimension, such as {@code N}; empty for a fixed or an unnamed one. */
    public Optional<String> symbol(int dim) {
        return Optional.of(shapeProto().getDim(dim))
                .filter(Dimension::hasDimParam)
                .map(Dimension::getDimParam);
    }

    private boolean declaresShape() {
        return proto.getType().getTensorType().hasShape();
    }

    private TensorShapeProto shapeProto() {
        return proto.getType().getTensorType().getShape();
    }

    ValueInfoProto proto() {
        return proto;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo info && info.proto.equals(proto);
    }

    @Override
    public int hashCode() {
        return proto.hashCode();
    }

    @Override
    public String toString() {
        String dims = shapeProto().getDimList().stream()
                .map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.hasDimParam() ? d.getDimParam() : "?")
                .collect(Collectors.joining(", ", "[", "]"));
        return name() + (type() == ElementType.UNDEFINED ? "" : " " + type() + (declaresShape() ? dims : ""));
    }
}
