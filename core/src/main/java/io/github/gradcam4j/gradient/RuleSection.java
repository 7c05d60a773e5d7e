package io.github.gradcam4j.gradient;

import static io.github.gradcam4j.gradient.Grads.grads;

import java.util.Map;

/**
 * A section of the {@link RuleTable} to which the rules of a family of operators are added, a row for each operator.
 */
final class RuleSection {

    /** The gradient of {@code y = f(x)}; further inputs have none. */
    @FunctionalInterface
    interface Unary {
        Expr dx(Expr x, Expr y, Expr dy);
    }

    /** The gradient of {@code y = f(x)}, which depends on the node's attributes, shapes or further inputs. */
    @FunctionalInterface
    interface UnaryOfNode {
        Expr dx(Expr x, Expr y, Expr dy, NodeContext ctx);
    }

    /** The gradients of {@code y = f(a, b)}, in the shape of y. */
    @FunctionalInterface
    interface Binary {
        Grads gradients(Expr a, Expr b, Expr y, Expr dy);
    }

    private final String title;
    private final Map<String, RuleTable.Entry> entries;

    RuleSection(String title, Map<String, RuleTable.Entry> entries) {
        this.title = title;
        this.entries = entries;
    }

    /** Adds a rule. */
    void rule(String op, BackwardRule rule) {
        if (entries.put(op, new RuleTable.Entry(op, title, rule)) != null) {
            throw new IllegalStateException("two rules for " + op);
        }
    }

    /** Adds the rule of an operator that broadcasts its inputs; the gradients have the shape of the output. */
    void broadcast(String op, BackwardRule rule) {
        rule(op, rule.unbroadcast());
    }

    /** Adds the rule of an operator that has a gradient for its first input only. */
    void unary(String op, Unary rule) {
        rule(op, (ctx, dy) -> grads(rule.dx(ctx.x(0), ctx.y(), dy)));
    }

    /** Adds the rule of an operator that has a gradient for its first input only. */
    void unary(String op, UnaryOfNode rule) {
        rule(op, (ctx, dy) -> grads(rule.dx(ctx.x(0), ctx.y(), dy, ctx)));
    }

    /** Adds the rule of an operator that broadcasts its two inputs. */
    void binary(String op, Binary rule) {
        broadcast(op, (ctx, dy) -> rule.gradients(ctx.x(0), ctx.x(1), ctx.y(), dy));
    }
}
