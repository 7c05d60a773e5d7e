package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Adds the expressions of one node's gradients to a graph. Equal expressions are added once, arithmetic of constants is
 * done here, and a division by a constant becomes a faster product.
 */
final class ExprWriter {

    /** The nodes that are equal: those of one operator with the same attributes and inputs. */
    private record Key(Expr.Apply apply, List<String> inputs) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && apply.op().equals(that.apply.op())
                    && apply.output() == that.apply.output()
                    && apply.attributes().equals(that.apply.attributes())
                    && inputs.equals(that.inputs);
        }

        @Override
        public int hashCode() {
            return apply.op().hashCode() * 31 + inputs.hashCode();
        }
    }

    private final Node node;
    private final GraphBuilder graph;
    private final String scope;
    private final Map<Expr, String> names = new IdentityHashMap<>();
    private final Map<Key, String> outputs = new HashMap<>();

    /** @param node the node that is differentiated */
    ExprWriter(Node node, GraphBuilder graph) {
        this.node = node;
        this.graph = graph;
        this.scope = "grad/" + node.label() + "/";
    }

    /** Adds the nodes of an expression and returns the name of its tensor. */
    String write(Expr expr) {
        var name = names.get(expr);
        if (name == null) {
            name = added(expr);
            names.put(expr, name);
        }
        return name;
    }

    private String added(Expr expr) {
        if (expr instanceof Expr.Tensor tensor) {
            return tensor.name();
        }
        if (expr instanceof Expr.Scalar scalar) {
            return graph.scalar(scalar.value());
        }
        if (expr instanceof Expr.Integers vector) {
            return graph.vector(vector.values().stream().mapToLong(v -> v).toArray());
        }
        if (expr instanceof Expr.Table table) {
            var values = new float[(int) table.values().size()];
            table.values().floats().get(values);
            return graph.constant(scope + table.name(), values, table.values().shape());
        }
        if (expr instanceof Expr.SecondOutput) {
            return graph.secondOutput(node);
        }
        if (expr instanceof Expr.Named named) {
            return named.value() instanceof Expr.Apply apply ? applied(apply, named.name()) : write(named.value());
        }
        var apply = (Expr.Apply) expr;
        return applied(apply, apply.op());
    }

    private String applied(Expr.Apply apply, String name) {
        var constant = constant(apply);
        if (constant.isPresent()) {
            return graph.scalar(constant.getAsDouble());
        }
        var divisor = apply.op().equals("Div") ? constant(apply.inputs().get(1)) : OptionalDouble.empty();
        if (divisor.isPresent()) {
            var product = apply.inputs().get(0).times(1 / divisor.getAsDouble());
            return product instanceof Expr.Apply mul ? applied(mul, name) : write(product);
        }
        var inputs = apply.inputs().stream().map(this::write).toList();
        var key = new Key(apply, inputs);
        var output = outputs.get(key);
        if (output == null) {
            output = graph.nodes(scope + name, apply.output() + 1, apply.op(), inputs, apply.attributes())
                    .get(apply.output());
            outputs.put(key, output);
        }
        return output;
    }

    /** Returns the value of an expression of scalars. */
    private static OptionalDouble constant(Expr expr) {
        if (expr instanceof Expr.Scalar scalar) {
            return OptionalDouble.of(scalar.value());
        }
        if (!(expr instanceof Expr.Apply apply)) {
            return OptionalDouble.empty();
        }
        var values = new ArrayList<Double>();
        for (var input : apply.inputs()) {
            var value = constant(input);
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            values.add(value.getAsDouble());
        }
        double a = values.isEmpty() ? 0 : values.get(0);
        double b = values.size() < 2 ? 0 : values.get(1);
        return switch (apply.op()) {
            case "Add" -> OptionalDouble.of(a + b);
            case "Sub" -> OptionalDouble.of(a - b);
            case "Mul" -> OptionalDouble.of(a * b);
            case "Div" -> OptionalDouble.of(a / b);
            case "Neg" -> OptionalDouble.of(-a);
            case "Sqrt" -> OptionalDouble.of(Math.sqrt(a));
            default -> OptionalDouble.empty();
        };
    }
}
