package io.github.gradcam4j.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Random small graphs of every operator with a rule, against finite differences. */
class RandomUsesTest {

    /**
     * The gradient of its operators is not a derivative: it is that of the identity, within the range of the integers.
     */
    private static final String ROUNDING = "Quantization";

    @Test
    void everyRuleIsDrawn() {
        var rules = RuleTable.standard().entries().stream()
                .filter(entry -> !entry.section().equals(ROUNDING))
                .map(RuleTable.Entry::op)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, new TreeSet<>(RandomUses.all().keySet()), "add the missing operators to RandomUses");
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void gradientsAreDifferenceQuotients(@ForAll long seed) {
        RandomUses.all().forEach((op, draw) -> {
            var use = new RandomUse(seed ^ op.hashCode());
            try {
                use.check(draw);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(op + ", seed " + seed + ": " + use + ": " + e.getMessage(), e);
            }
        });
    }
}
