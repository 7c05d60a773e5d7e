package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/gradients.md} is the table of rules as the code has it. */
class GradientsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("gradcam.root", ".."), "docs", "gradients.md");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
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
        var chapters = table.entries().stream()
                .collect(Collectors.groupingBy(RuleTable.Entry::section, LinkedHashMap::new, Collectors.toList()));
        var page = new StringBuilder("""
                # Gradients

                Every rule of the `gradient` package, written from the code by `GradientsPageTest`. A rule says what an operator passes \
                back to its inputs: **x** is its input (**a**, **b** where there are two), **y** its output, **dy** the gradient of the \
                output. Where a formula names several gradients, they are those of the inputs in turn. An operator that broadcasts has \
                its gradients summed over the axes that grew.

                Operators are taken as ONNX's sets 7 to 21 define them: a model below set 18 is first rewritten in it, with the same \
                numbers. At kinks and ties the derivative is PyTorch's: that of ReLU at 0 is 0, a max-pool's tie goes to the first, \
                equal extremes share.

                Not in the table, and refused with the operator's and the node's name where they lie between a layer and the logits: \
                quantized operators, operators of other sets (`com.microsoft` and the like), and `If`, `Loop` and `Scan`, except for an \
                `If` that shapes alone decide, which is folded. Beside the path they do no harm. Functions of the model's own are \
                written out.

                """);
        chapters.forEach((title, entries) -> {
            page.append("## ").append(title).append("\n\n| operator | passes back |\n|---|---|\n");
            entries.forEach(e ->
                    page.append("| `%s` | %s |\n".formatted(e.op(), e.formula().replace("|", "\\|"))));
            page.append('\n');
        });
        page.append("## Silent\n\nThese pass no gradient and stop nothing: ")
                .append(RuleTable.nonDifferentiable().stream()
                        .map("`%s`"::formatted)
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        return page.toString();
    }
}
