package io.github.gradcam4j.gradient;

import static java.util.Map.entry;

import io.github.gradcam4j.graph.Attributes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text of the gradients that a rule returns, such as {@code dx = y * (dy - sum(y * dy))}. Casts and operators that
 * only change a shape are left out. An expression that occurs several times has a line and a name of its own.
 */
final class Formula {

    /** Operators that change the shape or the type, but no value. */
    private static final Set<String> SILENT = Set.of("Cast", "Reshape", "Squeeze", "Unsqueeze", "Expand", "Identity");

    /** Functions with small letters, as in mathematics; other operators have their names in ONNX. */
    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs",
            "Clip",
            "Cos",
            "Cosh",
            "Erf",
            "Exp",
            "Floor",
            "Log",
            "Not",
            "Round",
            "Sigmoid",
            "Sign",
            "Sin",
            "Sinh",
            "Size",
            "Softplus",
            "Sqrt",
            "Tanh",
            "Where");

    /** The attributes that are shown: those that change the formula. */
    private static final List<String> ATTRIBUTES = List.of("equation", "reduction", "reverse");

    private record Infix(String sign, int precedence) {}

    private static final Map<String, Infix> INFIX = Map.ofEntries(
            entry("And", new Infix(" and ", 1)),
            entry("Equal", new Infix(" == ", 2)),
            entry("Greater", new Infix(" > ", 2)),
            entry("GreaterOrEqual", new Infix(" >= ", 2)),
            entry("Less", new Infix(" < ", 2)),
            entry("LessOrEqual", new Infix(" <= ", 2)),
            entry("Add", new Infix(" + ", 3)),
            entry("Sub", new Infix(" - ", 3)),
            entry("Mul", new Infix(" * ", 4)),
            entry("Div", new Infix(" / ", 4)),
            entry("MatMul", new Infix(" @ ", 5)),
            entry("Pow", new Infix("^", 6)));

    private static final Set<String> ASSOCIATIVE = Set.of("And", "Add", "Mul");

    /** Definitions show comparisons in parentheses. */
    private static final int DEFINITION = 3;

    private static final int PRODUCT = 4;
    private static final int ATOM = 9;

    /** The longest expression that is repeated rather than named. */
    private static final int LONGEST_REPEATED = 10;

    /** A subexpression in its simplest form. Equal ones are one object. */
    private record Term(String op, String text, Attributes attributes, List<Term> inputs) {

        static Term leaf(String text) {
            return new Term("", text, Attributes.none(), List.of());
        }

        boolean isNumber(double value) {
            return op.isEmpty() && text.equals(number(value));
        }
    }

    private final NodeContext ctx;
    private final Map<Expr, Term> terms = new IdentityHashMap<>();
    private final Map<List<Object>, Term> equal = new HashMap<>();
    private final Map<Term, String> hints = new IdentityHashMap<>();
    private final Map<Term, Integer> uses = new IdentityHashMap<>();
    private final Map<Term, String> names = new IdentityHashMap<>();
    private final List<String> definitions = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private Formula(NodeContext ctx) {
        this.ctx = ctx;
        ctx.node().inputs().forEach(taken::add);
        ctx.node().outputs().forEach(taken::add);
    }

    /**
     * Returns one line for each gradient, and then one for each expression that occurs several times.
     *
     * @param gradients the gradients by their names
     */
    static List<String> lines(NodeContext ctx, Map<String, Expr> gradients) {
        var formula = new Formula(ctx);
        formula.taken.addAll(gradients.keySet());
        var roots = new LinkedHashMap<String, Term>();
        gradients.forEach((name, gradient) -> roots.put(name, formula.root(gradient)));
        roots.values().forEach(formula::count);
        var lines = new ArrayList<String>();
        roots.forEach((name, root) -> lines.add(name + " = " + formula.text(root, 0, true)));
        // An expression is defined before those that use it.
        Collections.reverse(formula.definitions);
        lines.addAll(formula.definitions);
        return lines;
    }

    /** A change of the shape is shown where it is all that a rule does. */
    private Term root(Expr expr) {
        return expr instanceof Expr.Apply apply
                        && apply.op().equals("Reshape")
                        && apply.inputs().get(0) instanceof Expr.Tensor
                ? of("reshape", term(expr))
                : term(expr);
    }

    private Term term(Expr expr) {
        var known = terms.get(expr);
        if (known == null) {
            known = made(expr);
            terms.put(expr, known);
        }
        return known;
    }

    private Term made(Expr expr) {
        if (expr instanceof Expr.Named named) {
            var term = term(named.value());
            hints.putIfAbsent(term, named.name());
            return term;
        }
        if (expr instanceof Expr.Tensor tensor) {
            return leaf(tensor.name());
        }
        if (expr instanceof Expr.Scalar scalar) {
            return leaf(scalar.symbol().isEmpty() ? number(scalar.value()) : scalar.symbol());
        }
        if (expr instanceof Expr.Integers vector) {
            return leaf(vector.values().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")));
        }
        if (expr instanceof Expr.Table table) {
            return leaf(table.name());
        }
        return expr instanceof Expr.Apply apply ? made(apply) : leaf("indices");
    }

    private Term made(Expr.Apply apply) {
        var inputs = apply.inputs().stream().map(this::term).toList();
        var x = inputs.isEmpty() ? leaf("") : inputs.get(0);
        var attributes = apply.attributes();
        if (SILENT.contains(apply.op())) {
            return x;
        }
        return switch (apply.op()) {
            case "Mul" -> product(x, inputs.get(1));
            case "Div" -> quotient(x, inputs.get(1));
            case "Transpose" -> of("transpose", x);
            case "ReduceSum" -> of("sum", x);
            case "ReduceMean" -> of("mean", x);
            case "ReduceProd" -> of("prod", x);
            case "ConstantOfShape" -> leaf("zeros");
            case "Pad" -> of(crops(apply.inputs().get(1)) ? "crop" : "pad", x);
            case "Resize" -> of("Resize", x);
            case "Sub" -> x.isNumber(0) ? of("Neg", inputs.get(1)) : of("Sub", x, inputs.get(1));
            case "Slice" -> sliced(apply, x);
            case "Gemm" -> gemm(attributes, x, inputs.get(1));
            case "Conv", "ConvTranspose", "MaxPool", "AveragePool" ->
                of(apply.output() == 0 ? apply.op() : apply.op() + " indices of", inputs.toArray(Term[]::new));
            default -> canonical(apply.op(), attributes, inputs);
        };
    }

    private static boolean crops(Expr pads) {
        return pads instanceof Expr.Integers vector && vector.values().stream().allMatch(p -> p <= 0);
    }

    private Term product(Term a, Term b) {
        if (a == b) {
            return of("Pow", a, leaf("2"));
        }
        if (b.isNumber(-1)) {
            return of("Neg", a);
        }
        return isLeafNumber(b) ? of("Mul", b, a) : of("Mul", a, b);
    }

    private Term quotient(Term a, Term b) {
        return b.op.isEmpty() && b.text.startsWith("-")
                ? of("Neg", of("Div", a, leaf(b.text.substring(1))))
                : of("Div", a, b);
    }

    private static boolean isLeafNumber(Term term) {
        return term.op.isEmpty() && Character.isDigit(term.text.charAt(term.text.startsWith("-") ? 1 : 0));
    }

    private Term gemm(Attributes attributes, Term a, Term b) {
        var product = of(
                "MatMul",
                attributes.integer("transA", 0) == 0 ? a : of("transpose", a),
                attributes.integer("transB", 0) == 0 ? b : of("transpose", b));
        return attributes.real("alpha", 1) == 1 ? product : of("Mul", leaf("alpha"), product);
    }

    /** Writes a slice as NumPy does, and a reversal as flip. */
    private Term sliced(Expr.Apply apply, Term x) {
        var vectors = apply.inputs().stream()
                .skip(1)
                .map(v -> v instanceof Expr.Integers i ? i.values() : List.of(0L))
                .toList();
        if (vectors.get(3).get(0) == -1) {
            return of("flip", x);
        }
        long axis = vectors.get(2).get(0);
        return of(
                ":, ".repeat((int) axis) + vectors.get(0).get(0) + ":"
                        + vectors.get(1).get(0),
                x);
    }

    private Term of(String op, Term... inputs) {
        return canonical(op, Attributes.none(), Arrays.asList(inputs));
    }

    private Term leaf(String text) {
        return equal.computeIfAbsent(List.of("", text), k -> Term.leaf(text));
    }

    private Term canonical(String op, Attributes attributes, List<Term> inputs) {
        var key = new ArrayList<Object>(List.of(op, attributes));
        inputs.forEach(i -> key.add(System.identityHashCode(i)));
        return equal.computeIfAbsent(key, k -> new Term(op, "", attributes, inputs));
    }

    private void count(Term term) {
        if (uses.merge(term, 1, Integer::sum) == 1) {
            term.inputs.forEach(this::count);
        }
    }

    private String text(Term term, int precedence, boolean root) {
        if (names.containsKey(term)) {
            return names.get(term);
        }
        boolean repeated = !root && !term.op.isEmpty() && uses.get(term) > 1;
        if (repeated && (hints.containsKey(term) || inner(term, 0).length() > LONGEST_REPEATED)) {
            String name = name(term);
            definitions.add(name + " = " + inner(term, DEFINITION));
            names.put(term, name);
            return name;
        }
        return inner(term, precedence);
    }

    private String name(Term term) {
        String hint = hints.getOrDefault(term, "");
        if (!hint.isEmpty() && taken.add(hint)) {
            return hint;
        }
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(i -> "tuvrq".charAt(i % 5) + (i < 5 ? "" : String.valueOf(i / 5)))
                .filter(taken::add)
                .findFirst()
                .orElseThrow();
    }

    private String inner(Term term, int precedence) {
        String op = term.op;
        if (op.isEmpty()) {
            return term.text;
        }
        if (INFIX.containsKey(op)) {
            return infix(term, INFIX.get(op), precedence);
        }
        if (op.equals("Neg")) {
            return parenthesized("-" + text(term.inputs.get(0), PRODUCT, false), PRODUCT - 1, precedence);
        }
        if (op.contains(":")) {
            return text(term.inputs.get(0), ATOM, false) + "[" + op + "]";
        }
        var arguments = term.inputs.stream().map(i -> text(i, 0, false)).collect(Collectors.toList());
        ATTRIBUTES.stream()
                .filter(a -> term.attributes.has(a) && !attribute(term, a).matches("0|none"))
                .forEach(a -> arguments.add(a + ": " + attribute(term, a)));
        return function(op) + "(" + String.join(", ", arguments) + ")";
    }

    private String infix(Term term, Infix infix, int precedence) {
        int own = infix.precedence;
        String left = text(term.inputs.get(0), term.op.equals("Pow") ? ATOM : own, false);
        var last = term.inputs.get(1);
        if (term.op.equals("Add") && last.op.equals("Neg") && !names.containsKey(last)) {
            return parenthesized(left + " - " + text(last.inputs.get(0), own + 1, false), own, precedence);
        }
        String right = text(last, ASSOCIATIVE.contains(term.op) ? own : own + 1, false);
        return parenthesized(left + infix.sign + right, own, precedence);
    }

    private static String parenthesized(String text, int own, int precedence) {
        return own < precedence ? "(" + text + ")" : text;
    }

    private static String attribute(Term term, String name) {
        return term.attributes.text(name, "") + (name.equals("reverse") ? term.attributes.integer(name, 0) : "");
    }

    private static String function(String op) {
        return ELEMENTWISE.contains(op) ? op.toLowerCase(Locale.ROOT) : op;
    }

    private static String number(double value) {
        var rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        return Math.abs(value) > 0 && Math.abs(value) < 1e-4
                ? rounded.toString().toLowerCase()
                : rounded.toPlainString();
    }
}
