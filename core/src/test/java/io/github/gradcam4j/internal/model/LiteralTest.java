package io.github.gradcam4j.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest {

    @Test
    void dictionariesListsTextsAndNumbers() {
        assertEquals(
                Map.of(0L, "cat", 1L, "it's", 2L, "a \"b\" 'c' \\ {1: 2}, ]", 3L, "日本 é\n"),
                read("{0: 'cat', 1: \"it's\",2:'a \"b\" \\'c\\' \\\\ {1: 2}, ]', 3 : '日本 \\xe9\\n' }"));
        assertEquals(List.of(224L, -1.5, 1e3, List.of()), read(" [224, -1.5, 1e3, (), ]\n"));
        assertEquals(Map.of("a", List.of("b")), read("{\"a\": [\"b\"]}"));
        assertEquals(Map.of(), read("{}"));
        assertEquals("\uD83D\uDC08 \u00e9", read("'\\U0001f408 \\u00e9'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cat",
                "{0: 'cat'",
                "{0: cat}",
                "{0 'cat'}",
                "['a' 'b']",
                "[1] 2",
                "'a",
                "'\\q'",
                "'\\u12'",
                "__import__('os')",
                "[1, 2]]"
            })
    void otherTextsAreNotLiterals(String text) {
        assertEquals(Optional.empty(), Literal.read(text));
    }

    @Test
    void deepNestingIsNotRead() {
        assertEquals(Optional.empty(), Literal.read("[".repeat(100_000)));
    }

    private static Object read(String text) {
        return Literal.read(text).orElseThrow();
    }
}
