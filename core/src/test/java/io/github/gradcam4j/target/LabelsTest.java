package io.github.gradcam4j.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {

    private static final Labels NUMBERS = Labels.of(List.of("0", "1", "10", "11", "2"));

    @TempDir
    private Path folder;

    private Labels read(byte[] text) throws IOException {
        return Labels.read(Files.write(folder.resolve("labels.txt"), text));
    }

    private void assertRead(String text, String... expected) throws IOException {
        assertEquals(Labels.of(List.of(expected)), read(text.getBytes(StandardCharsets.UTF_8)), text);
    }

    @Test
    void oneLabelOnEachLine() throws IOException {
        assertRead("cat\r\n\n  dog \r\n\r\n\n", "cat", "dog");
        assertRead("\uFEFFcat\ndog", "cat", "dog");
        assertRead("tench, Tinca tinca\ngoldfish", "tench, Tinca tinca", "goldfish");
        assertEquals(Labels.of(List.of("Kätzchen")), read("Kätzchen".getBytes(StandardCharsets.UTF_16)));
    }

    /** Teachable Machine and Keras count from 0, others from 1; tables have a comma. */
    @Test
    void numbersBeforeTheLabels() throws IOException {
        assertRead("0 cat\n1 big dog\n2 cow\n", "cat", "big dog", "cow");
        assertRead("\uFEFF1 cat\n2 dog\n", "cat", "dog");
        assertRead("0,cat\n1,dog", "cat", "dog");
        assertRead("0: cat\n1: dog", "cat", "dog");
        assertRead("0\tcat\n1\tdog", "cat", "dog");
    }

    /** Numbers that do not count the lines belong to the labels. */
    @Test
    void numbersInLabels() throws IOException {
        assertRead("1 cat\n0 dog\n", "1 cat", "0 dog");
        assertRead("0 cat\ndog\n", "0 cat", "dog");
        assertRead("0\n1\n10", "0", "1", "10");
        assertRead("1 euro\n2 euro\n3 euro", "1 euro", "2 euro", "3 euro");
        assertRead("2 cats\n3 dogs", "2 cats", "3 dogs");
    }

    @Test
    void filesThatCannotBeRead() {
        var empty = assertThrows(IOException.class, () -> read("\n \n".getBytes(StandardCharsets.UTF_8)));
        assertTrue(empty.getMessage().endsWith("labels.txt is empty; write one label on each line"));
        var latin = assertThrows(IOException.class, () -> read("Kätzchen".getBytes(StandardCharsets.ISO_8859_1)));
        assertTrue(latin.getMessage().endsWith("labels.txt is not text in UTF-8; save it in this encoding"));
    }

    @Test
    void aLabelThatIsANumberTakesPrecedenceOverTheIndex() {
        assertEquals(4, NUMBERS.resolve("2"));
        assertEquals(2, NUMBERS.resolve("10"));
        assertEquals(1, NUMBERS.resolve("1"));
        assertEquals(3, NUMBERS.resolve("3"));
        assertEquals(
                List.of("'2' is the label of class 4; class 2 is '10'"),
                Target.of("2").versus(Target.of("1")).notes(NUMBERS));
        assertEquals(Optional.of("'10' is the label of class 2"), NUMBERS.note("10"));
        assertEquals(Optional.of("no label is '3'; class 3 is '11'"), NUMBERS.note("3"));
        assertEquals(List.of(), Target.top(2).notes(NUMBERS));
        assertEquals(List.of(), Target.of(2).notes(NUMBERS));
        var e = assertThrows(IllegalArgumentException.class, () -> NUMBERS.resolve("7"));
        assertEquals("there is no class 7: the model has 5, 0 to 4", e.getMessage());
    }

    @Test
    void numbersAreIndicesForLabelsThatAreNone() {
        var labels = Labels.of(List.of("cat", "dog", "route 66"));
        assertEquals(2, labels.resolve("2"));
        assertEquals(Optional.empty(), labels.note("2"));
        assertEquals(Optional.empty(), labels.note("dog"));
    }

    /** Scores that are not finite are an error of the model, not predictions. */
    @Test
    void scoresThatAreNotFinite() {
        var labels = Labels.of(List.of("cat", "dog"));
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            var e = assertThrows(
                    ScoreException.class, () -> new Predictions(labels, new float[] {1, wrong}, Activation.SOFTMAX));
            assertTrue(e.getMessage().contains("the score of class 1 (dog) is " + wrong), e.getMessage());
        }
    }

    @Test
    void namesThatDifferInCaseAlone() {
        var labels = Labels.of(List.of("Delta", "delta", "beta"));
        assertEquals(0, labels.resolve("Delta"));
        assertEquals(1, labels.resolve("delta"));
        assertEquals(2, labels.resolve("BETA"));
        assertThrows(IllegalArgumentException.class, () -> labels.resolve("DELTA"));
    }
}
