package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.gradcam4j.graph.OperatorNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Generates {@code docs/gradients.md}, the table of gradient rules, from the rules. */
class GradientsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("gradcam.root", ".."), "docs", "gradients.md");

    @Test
    void pageMatchesTheTable() throws IOException {
        String page = page();
        if (Boolean.getBoolean("gradcam.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                "docs/gradients.md is stale; regenerate it: mvn -pl core test -Dtest=GradientsPageTest"
                        + " -Dgradcam.regenerate=true");
    }

    private static String page() {
        var table = RuleTable.standard();
        var sections = table.entries().stream()
                .collect(Collectors.groupingBy(RuleTable.Entry::section, LinkedHashMap::new, Collectors.toList()));
        var page = new StringBuilder("""
                # Gradients

                `GradientsPageTest` generates this page: it applies each rule of the `gradient` package to a typical \
                node and prints the expressions that the rule returns. The names are those of the node's inputs and \
                outputs; **dx** is the gradient of x, and attributes have their own names. An expression that occurs \
                several times has a line of its own, and is computed once. Only the gradients that are needed are \
                computed.

                `==`, `>` and `and` are 1 where they hold, else 0, and `where(condition, a, b)` selects. `@` is the \
                matrix product. `sum` and `mean` are over the axes of the operator. `transpose` permutes axes, `flip` \
                reverses them, `pad` adds zeros or removes elements, and `crop` removes elements. Functions with a \
                capital letter are ONNX's operators, with the attributes that the backward graph needs. Changes of the \
                shape and the type are left out, and so are the sums over the axes along which an input was broadcast.

                The operators are those of ONNX's opsets 7 to 26. A model with an opset below 18 is first converted to \
                opset 18, without a change of its results. At kinks and ties the derivative is that of PyTorch: the \
                derivative of ReLU at 0 is 0, the gradient of a max-pool goes to the first of several maxima, and \
                reductions divide it between equal extremes.

                A quantized model rounds, and a rounded function has a derivative of zero almost everywhere. Its \
                gradient is the straight-through estimator (Bengio et al., 2013), as in PyTorch's fake quantization: \
                the forward pass keeps every rounding, and the gradient treats a pair of QuantizeLinear and \
                DequantizeLinear as Clip. It is 1 where the rounded value is in the range of the integers, and 0 where \
                it is cut off. A quantizer often folds a ReLU or ReLU6 into that range, so this is also the gradient \
                of the activation. Weights that are stored as integers count as floating-point numbers.

                Some operators have no rule: most operators of other domains, and `Loop`, `Scan` \
                and `If`. An `If` is supported if its condition depends only on \
                shapes. If an operator without a rule lies between a layer and the logits, the layer cannot be \
                explained, and the error message names the operator and the node. Such operators are allowed off the \
                gradient path. Functions of a model are inlined.

                Integers that select or move values, such as the indices of a Gather or the starts of a Slice, may be \
                computed from the image. An operator is refused, by its name, if its rule needs a shape that depends \
                on the values of the image, such as the number of rows that a computed Slice leaves.

                """);
        page.append("""
                ## Operators that are replaced

                These operators are replaced by the simpler ones that define them, in ONNX's operator documentation or \
                in ONNX Runtime's, before anything else is done. The model then runs even where ONNX Runtime has no \
                kernel for them, and their gradient is that of the simpler operators: %s. Attentions with a cache of \
                earlier keys and values are not replaced.

                """.formatted(
                        OperatorNames.expanded().stream().map("`%s`"::formatted).collect(Collectors.joining(", "))));
        var examples = RuleExamples.all();
        sections.forEach((title, entries) -> {
            page.append("## ").append(title).append("\n\n| Operator | Gradients |\n|---|---|\n");
            entries.forEach(e -> examplesOf(e, examples).forEach(example -> page.append(row(example))));
            page.append('\n');
        });
        page.append("## Not differentiable\n\nThese operators are treated as constants, with a gradient of zero: ")
                .append(RuleTable.nonDifferentiable().stream()
                        .map("`%s`"::formatted)
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        return page.toString();
    }

    private static List<RuleExamples.Example> examplesOf(
            RuleTable.Entry entry, Map<String, List<RuleExamples.Example>> examples) {
        return Objects.requireNonNull(examples.get(entry.op()), "add an example of " + entry.op() + " to RuleExamples");
    }

    private static String row(RuleExamples.Example example) {
        String condition = example.condition().isEmpty() ? "" : "<br>" + example.condition();
        return example.gradients().stream()
                .map(line -> "`" + line + "`")
                .collect(Collectors.joining("<br>", "| `" + example.use() + "`" + condition + " | ", " |\n"));
    }
}
