package io.github.gradcam4j.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void aShortTextIsShownAsItIs() {
        assertEquals("tabby cat, Köln 貓 🐈", Excerpt.of("tabby cat, Köln 貓 🐈"));
    }

    @Test
    void aLongTextIsCut() {
        assertEquals("k".repeat(200) + "... (5,000,000 characters)", Excerpt.of("k".repeat(5_000_000)));
    }

    @Test
    void whatChangesATerminalIsNotShown() {
        assertEquals("a?]0;x?b??c?d?e", Excerpt.of("a\u001b]0;x\u0007b\r\nc\u202ed\u009be"));
        assertEquals("?", Excerpt.of("\ud800"));
    }
}
