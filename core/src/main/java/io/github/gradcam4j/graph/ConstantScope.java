package io.github.gradcam4j.graph;

import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The constants that the nodes of a graph see: its own, and those of the graphs around it. It is filled node by node.
 * Used by one thread.
 */
final class ConstantScope {

    private final Optional<ConstantScope> outer;

    /** By tensor; empty for a tensor that is not constant, which hides one of an outer graph. */
    private final Map<String, Optional<Constant>> own = new HashMap<>();

    private ConstantScope(Optional<ConstantScope> outer) {
        this.outer = outer;
    }

    /** Returns a scope with the initializers of a graph. */
    static ConstantScope of(Collection<Constant> initializers) {
        var scope = new ConstantScope(Optional.empty());
        initializers.forEach(c -> scope.own.put(c.name(), Optional.of(c)));
        return scope;
    }

    /** Returns a scope inside this one, with the initializers of a subgraph. */
    ConstantScope inside(GraphProto subgraph) {
        var scope = new ConstantScope(Optional.of(this));
        subgraph.getInitializerList().forEach(t -> scope.own.put(t.getName(), Optional.of(Constant.of(t))));
        // An initializer of an input's name is a default.
        subgraph.getInputList().forEach(i -> scope.own.put(i.getName(), Optional.empty()));
        return scope;
    }

    /** Adds the outputs of a node. */
    void add(Node node) {
        var value = node.isStandard() && node.op().equals("Identity") ? find(node.input(0)) : node.constant();
        node.outputs().forEach(output -> own.put(output, value));
    }

    /** Returns the constant in a tensor; its own name may be another one. */
    Optional<Constant> find(String tensor) {
        var found = own.get(tensor);
        return found != null ? found : outer.flatMap(scope -> scope.find(tensor));
    }
}
