package io.github.gradcam4j.graph;

import com.google.protobuf.ByteString;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of an ONNX node, by name. Immutable and thread safe.
 *
 * <pre>{@code
 * Attributes.of("axis", -1).and("keepdims", 1)
 * }</pre>
 */
public final class Attributes {

    private static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, AttributeProto> byName;

    private Attributes(Map<String, AttributeProto> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** Returns no attributes. */
    public static Attributes none() {
        return NONE;
    }

    /** Returns one attribute of type INT. */
    public static Attributes of(String name, long value) {
        return NONE.and(name, value);
    }

    /** Returns one attribute of type FLOAT. */
    public static Attributes of(String name, float value) {
        return NONE.and(name, value);
    }

    /** Returns one attribute of type INTS. */
    public static Attributes of(String name, long[] values) {
        return NONE.and(name, values);
    }

    /** Returns one attribute of type FLOATS. */
    public static Attributes of(String name, float[] values) {
        return NONE.and(name, values);
    }

    /** Returns one attribute of type STRING. */
    public static Attributes of(String name, String value) {
        return NONE.and(name, value);
    }

    /** Returns one attribute of type STRINGS. */
    public static Attributes of(String name, List<String> values) {
        return NONE.and(name, values);
    }

    /** Returns one attribute of type TENSOR. */
    public static Attributes of(String name, Constant value) {
        return NONE.and(name, value);
    }

    static Attributes of(Collection<AttributeProto> attributes) {
        var byName = new LinkedHashMap<String, AttributeProto>();
        attributes.forEach(a -> byName.put(a.getName(), a));
        return new Attributes(byName);
    }

    /** Returns a copy with one more attribute, of type INT. It replaces an attribute of the same name. */
    public Attributes and(String name, long value) {
        Objects.requireNonNull(name, "name");
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build());
    }

    /** Returns a copy with one more attribute, of type FLOAT. It replaces an attribute of the same name. */
    public Attributes and(String name, float value) {
        Objects.requireNonNull(name, "name");
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build());
    }

    /** Returns a copy with one more attribute, of type INTS. It replaces an attribute of the same name. */
    public Attributes and(String name, long[] values) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(values, "values");
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(builder::addInts);
        return and(builder.build());
    }

    /** Returns a copy with one more attribute, of type FLOATS. It replaces an attribute of the same name. */
    public Attributes and(String name, float[] values) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(values, "values");
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        for (float value : values) {
            builder.addFloats(value);
        }
        return and(builder.build());
    }

    /** Returns a copy with one more attribute, of type STRING. It replaces an attribute of the same name. */
    public Attributes and(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build());
    }

    /** Returns a copy with one more attribute, of type STRINGS. It replaces an attribute of the same name. */
    public Attributes and(String name, List<String> values) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(values, "values");
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS);
        values.forEach(value -> builder.addStrings(ByteString.copyFromUtf8(value)));
        return and(builder.build());
    }

    /** Returns a copy with one more attribute, of type TENSOR. It replaces an attribute of the same name. */
    public Attributes and(String name, Constant value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.TENSOR)
                .setT(value.toProto())
                .build());
    }

    Attributes and(AttributeProto attribute) {
        var more = new LinkedHashMap<>(byName);
        more.put(attribute.getName(), attribute);
        return new Attributes(more);
    }

    /** Returns a copy without the attributes of these names; names that are absent are ignored. */
    public Attributes without(String... names) {
        Objects.requireNonNull(names, "names");
        var fewer = new LinkedHashMap<>(byName);
        Arrays.asList(names).forEach(fewer::remove);
        return new Attributes(fewer);
    }

    /** Returns whether an attribute of this name is set. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** Returns the value of an INT attribute, or {@code otherwise} if it is absent. */
    public long integer(String name, long otherwise) {
        return has(name) ? byName.get(name).getI() : otherwise;
    }

    /** Returns the value of a FLOAT attribute, or {@code otherwise} if it is absent. */
    public float real(String name, float otherwise) {
        return has(name) ? byName.get(name).getF() : otherwise;
    }

    /** Returns the value of a STRING attribute, or {@code otherwise} if it is absent. */
    public String text(String name, String otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        return has(name) ? byName.get(name).getS().toStringUtf8() : otherwise;
    }

    /** Returns the values of an INTS attribute; empty if it is absent. */
    public Optional<long[]> integers(String name) {
        return find(name).map(a -> a.getIntsList().stream().mapToLong(i -> i).toArray());
    }

    /** Returns the values of a FLOATS attribute; empty if it is absent. */
    public Optional<float[]> reals(String name) {
        return find(name).map(a -> {
            var values = new float[a.getFloatsCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = a.getFloats(i);
            }
            return values;
        });
    }

    /**
     * Returns the values of an attribute of type INT, INTS, FLOAT or FLOATS; empty if it is absent or has no numbers.
     */
    public Optional<double[]> numbers(String name) {
        return find(name).flatMap(a -> switch (a.getType()) {
            case INT -> Optional.of(new double[] {a.getI()});
            case FLOAT -> Optional.of(new double[] {a.getF()});
            case INTS ->
                Optional.of(a.getIntsList().stream().mapToDouble(i -> i).toArray());
            case FLOATS ->
                Optional.of(a.getFloatsList().stream().mapToDouble(f -> f).toArray());
            default -> Optional.empty();
        });
    }

    /** Returns the values of a STRINGS attribute; empty if it is absent. */
    public Optional<List<String>> texts(String name) {
        return find(name)
                .map(a -> a.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
    }

    /** Returns the value of a TENSOR attribute; empty if it is absent. */
    public Optional<Constant> tensor(String name) {
        return find(name).filter(AttributeProto::hasT).map(a -> Constant.of(a.getT()));
    }

    /** Returns the names of the attributes. */
    public Set<String> names() {
        return byName.keySet();
    }

    Optional<GraphProto> graph(String name) {
        return find(name).filter(AttributeProto::hasG).map(AttributeProto::getG);
    }

    Optional<AttributeProto> find(String name) {
        return Optional.ofNullable(byName.get(Objects.requireNonNull(name, "name")));
    }

    Collection<AttributeProto> all() {
        return byName.values();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes that && byName.equals(that.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
