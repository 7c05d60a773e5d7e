package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One opset for a model and the functions that it calls, which may import others. Operators that mean the same in both
 * are kept; those that are older than opset 18 are converted to it, if that is possible without their shapes.
 */
final class FunctionOpsets {

    private final int model;
    private final int common;
    private final Map<String, Integer> domains;
    private final Set<String> constants = new HashSet<>();
    private final List<Constant> added = new ArrayList<>();

    private FunctionOpsets(int model, int common, Map<String, Integer> domains) {
        this.model = model;
        this.common = common;
        this.domains = domains;
    }

    /**
     * Returns the latest of the opsets of a model and its functions if all their operators mean the same there, else
     * the model's.
     *
     * @throws InvalidModelException if an operator means the same in neither of them
     */
    static FunctionOpsets of(ModelProto model, List<FunctionProto> called) {
        int own = OperatorSets.of(model).onnx();
        var domains = new LinkedHashMap<>(OperatorSets.of(model).domains());
        var parts = new ArrayList<Part>();
        parts.add(new Part("the model", own, model.getGraph().getNodeList()));
        for (var function : called) {
            var sets = OperatorSets.of(function.getOpsetImportList());
            sets.domains().forEach((domain, version) -> domains.merge(domain, version, Math::max));
            if (importsOnnx(function)) {
                parts.add(new Part("its function " + function.getName(), sets.onnx(), function.getNodeList()));
            }
        }
        int latest = parts.stream().mapToInt(Part::opset).max().orElse(own);
        for (int common : new int[] {latest, own}) {
            if (parts.stream().allMatch(p -> p.obstacle(common).isEmpty())) {
                return new FunctionOpsets(own, common, domains);
            }
        }
        var part = parts.stream()
                .filter(p -> !p.obstacle(latest).isEmpty())
                .findFirst()
                .orElseThrow();
        throw new InvalidModelException(String.format(
                Locale.ROOT,
                "the model has opset %d and calls functions of opset %s; %s uses %s of opset %d, which means something"
                        + " else in opset %d. Export the model with one opset for all, or convert it with"
                        + " onnx.version_converter after onnx.inliner",
                own,
                parts.stream()
                        .skip(1)
                        .map(p -> String.valueOf(p.opset))
                        .distinct()
                        .toList(),
                part.name,
                part.obstacle(latest),
                part.opset,
                latest));
    }

    private static boolean importsOnnx(FunctionProto function) {
        return function.getOpsetImportList().stream()
                .anyMatch(o -> OperatorSets.domain(o.getDomain()).isEmpty());
    }

    /** The nodes of a model or of a function. */
    private record Part(String name, int opset, List<NodeProto> nodes) {

        /** Returns the operator that cannot have another opset; empty if there is none. */
        String obstacle(int common) {
            return obstacle(nodes, common);
        }

        private String obstacle(List<NodeProto> inner, int common) {
            for (var node : inner) {
                var read = Node.of(node);
                if (!OpsetUpgrade.same(read, opset, common)
                        && converted(read, opset, common).isEmpty()) {
                    return node.getOpType();
                }
                for (var attribute : node.getAttributeList()) {
                    String found =
                            attribute.hasG() ? obstacleInside(attribute.getG().getNodeList(), common) : "";
                    if (!found.isEmpty()) {
                        return found;
                    }
                }
            }
            return "";
        }

        /** Nodes of subgraphs are not converted. */
        private String obstacleInside(List<NodeProto> inner, int common) {
            return inner.stream()
                    .filter(n -> !OpsetUpgrade.same(Node.of(n), opset, common))
                    .map(NodeProto::getOpType)
                    .findFirst()
                    .orElseGet(() -> obstacle(inner, common));
        }
    }

    /** Returns the model's own opset. */
    int model() {
        return model;
    }

    /** Returns the opset of a function's nodes. */
    int of(FunctionProto function) {
        return importsOnnx(function)
                ? OperatorSets.of(function.getOpsetImportList()).onnx()
                : model;
    }

    private static Optional<Graph> converted(Node node, int opset, int common) {
        if (opset >= OpsetUpgrade.OPSET
                || common < OpsetUpgrade.OPSET
                || !OpsetUpgrade.same(node, OpsetUpgrade.OPSET, common)) {
            return Optional.empty();
        }
        var single = GraphBuilder.opset(opset);
        single.add(node);
        try {
            return Optional.of(OpsetUpgrade.upgrade(single.build(), OpsetUpgrade.OPSET, tensor -> {
                throw new InvalidModelException("the shape of " + tensor + " is unknown inside a function");
            }));
        } catch (InvalidModelException e) {
            return Optional.empty();
        }
    }

    /** Returns nodes of the common opset in place of one of another opset. */
    List<NodeProto> convert(NodeProto node, int opset) {
        var read = Node.of(node);
        if (OpsetUpgrade.same(read, opset, common)) {
            return List.of(node);
        }
        var converted = converted(read, opset, common).orElseThrow();
        converted.initializers().values().stream()
                .filter(c -> constants.add(c.name()))
                .forEach(added::add);
        return converted.nodes().stream().map(Node::toProto).toList();
    }

    /** Returns a model with a graph of the common opset. */
    ModelProto join(ModelProto.Builder model, GraphProto.Builder graph) {
        added.forEach(c -> graph.addInitializer(c.toProto()));
        return model.clearOpsetImport()
                .addAllOpsetImport(new OperatorSets(common, domains).imports(graph.getNodeList()))
                .setGraph(graph)
                .build();
    }
}
