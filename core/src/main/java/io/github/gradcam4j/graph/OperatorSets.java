package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The versions of the operator sets that a graph uses. Immutable.
 *
 * @param onnx the version of ONNX's own operator set
 * @param domains by domain, the version of each further operator set, such as {@code ai.onnx.ml}
 */
record OperatorSets(int onnx, Map<String, Integer> domains) {

    /** The name of ONNX's own domain, which files also write as the empty string. */
    private static final String ONNX = "ai.onnx";

    OperatorSets {
        domains = Collections.unmodifiableMap(new LinkedHashMap<>(domains));
    }

    /** Returns ONNX's operator set alone. */
    static OperatorSets onnx(int version) {
        return new OperatorSets(version, Map.of());
    }

    /** Returns the operator sets that a model or a function imports; ONNX's has version 1 if it is not imported. */
    static OperatorSets of(List<OperatorSetIdProto> imports) {
        var domains = new LinkedHashMap<String, Integer>();
        imports.forEach(o -> domains.merge(domain(o.getDomain()), (int) o.getVersion(), Math::max));
        var onnx = domains.remove("");
        return new OperatorSets(onnx == null ? 1 : onnx, domains);
    }

    static OperatorSets of(ModelProto model) {
        return of(model.getOpsetImportList());
    }

    /** Returns the domain under its shortest name: ONNX's own is the empty string. */
    static String domain(String name) {
        return name.equals(ONNX) ? "" : name;
    }

    /** Returns the same with another version of ONNX's operator set. */
    OperatorSets withOnnx(int version) {
        return new OperatorSets(version, domains);
    }

    /** Returns the same with a version of another domain. */
    OperatorSets with(String domain, int version) {
        var more = new LinkedHashMap<>(domains);
        more.put(domain, version);
        return new OperatorSets(onnx, more);
    }

    /**
     * Returns the operator sets of two parts of a model.
     *
     * @throws InvalidModelException if both have another version of the same set
     */
    OperatorSets and(OperatorSets other) {
        var all = new LinkedHashMap<>(domains);
        other.domains.forEach(
                (domain, version) -> all.merge(domain, version, (own, others) -> same(domain, own, others)));
        return new OperatorSets(same("ai.onnx", onnx, other.onnx), all);
    }

    private static int same(String domain, int version, int other) {
        if (version != other) {
            throw new InvalidModelException(String.format(
                    Locale.ROOT, "parts of a model have different versions of %s: %d and %d", domain, version, other));
        }
        return version;
    }

    /**
     * Returns the imports of a model with these nodes: ONNX's operator set and those of the domains in use. A domain
     * without a version has version 1.
     */
    List<OperatorSetIdProto> imports(List<NodeProto> nodes) {
        var used = new TreeSet<String>();
        collect(nodes, used);
        return Stream.concat(Stream.of(""), used.stream())
                .map(domain -> OperatorSetIdProto.newBuilder()
                        .setDomain(domain)
                        .setVersion(domain.isEmpty() ? onnx : domains.getOrDefault(domain, 1))
                        .build())
                .toList();
    }

    private static void collect(List<NodeProto> nodes, Set<String> domains) {
        for (var node : nodes) {
            if (!domain(node.getDomain()).isEmpty()) {
                domains.add(node.getDomain());
            }
            for (var attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    collect(attribute.getG().getNodeList(), domains);
                }
                attribute.getGraphsList().stream().map(GraphProto::getNodeList).forEach(n -> collect(n, domains));
            }
        }
    }
}
