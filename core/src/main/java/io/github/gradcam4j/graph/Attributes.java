package io.github.gradcam4j.graph;

import com.google.protobuf.ByteString;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attributes of a node, by name. Immutable. */
public final class Attributes {

    private static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, AttributeProto> byName;

    private Attributes(Map<String, AttributeProto> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    public static Attributes none() {
        return NONE;
    }

    public static Attributes of(String name, long value) {
        return NONE.and(name, value);
    }

    public static Attributes of(String name, float value) {
        return NONE.and(name, value);
    }

    public static Attributes of(String name, long[] values) {
        return NONE.and(name, values);
    }

    public static Attributes of(String name, float[] values) {
        return NONE.and(name, values);
    }

    public static Attributes of(String name, String value) {
        return NONE.and(name, value);
    }

    public static Attributes of(String name, Constant value) {
        return NONE.and(name, value);
    }

    static Attributes of(Collection<AttributeProto> attributes) {
        var byName = new LinkedHashMap<String, AttributeProto>();
        attributes.forEach(a -> byName.put(a.getName(), a));
        return new Attributes(byName);
    }

    public Attributes and(String name, long value) {
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build());
    }

    public Attributes and(String name, float value) {
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build());
    }

    public Attributes and(String name, long[] values) {
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(builder::addInts);
        return and(builder.build());
    }

    public Attributes and(String name, float[] values) {
        var builder = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        for (float value : values) {
            builder.addFloats(value);
        }
        return and(builder.build());
    }

    public Attributes and(String name, String value) {
        return and(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build());
    }

    public Attributes and(String name, Constant value) {
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

    /** These attributes less those named. */
    public Attributes without(String... names) {
        var fewer = new LinkedHashMap<>(byName);
        Arrays.asList(names).forEach(fewer::remove);
        return new Attributes(fewer);
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public long integer(String name, long otherwise) {
        return has(name) ? byName.get(name).getI() : otherwise;
    }

    public float real(String name, float otherwise) {
        return has(name) ? byName.get(name).getF() : otherwise;
    }

    public String text(String name, String otherwise) {
        return has(name) ? byName.get(name).getS().toStringUtf8() : otherwise;
    }

    public Optional<long[]> integers(String name) {
        return find(name).map(a -> a.getIntsList().stream().mapToLong(i -> i).toArray());
    }

    public Optional<float[]> reals(String name) {
        return find(name).map(a -> {
            var values = new float[a.getFloatsCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = a.getFloats(i);
            }
            return values;
        });
    }

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
        return Optional.ofNullable(byName.get(name));
    }

    Collection<AttributeProto> all() {
        return byName.values();
    }

    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
