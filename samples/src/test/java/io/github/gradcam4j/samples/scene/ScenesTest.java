package io.github.gradcam4j.samples.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.samples.scene.Scene.Group;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenesTest {
    static List<Scene> scenes() {
        return Scenes.all();
    }

    @Test
    void everyGroupHasScenesAndEverySceneItsOwnId() {
        assertEquals(
                Scenes.all().size(),
                Scenes.all().stream().map(Scene::id).distinct().count());
        for (Group group : Group.values()) {
            assertTrue(Scenes.of(group).size() >= 4, group.id());
        }
    }

    @Test
    void spuriousScenesShowOneObjectOnSeveralGrounds() {
        Map<Integer, List<Mask>> masks = Scenes.of(Group.SPURIOUS).stream()
                .collect(Collectors.groupingBy(
                        Scene::classIndex,
                        Collectors.mapping(scene -> scene.draw(64, 64).mask(), Collectors.toList())));
        assertTrue(masks.size() >= 2);
        masks.forEach((classIndex, ofOneObject) -> {
            assertTrue(ofOneObject.size() >= 3);
            assertEquals(1, ofOneObject.stream().distinct().count(), "class " + classIndex);
        });
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertEquals("golf-ball", Scenes.byName("golf-ball").id());
        String message = assertThrows(NoSuchElementException.class, () -> Scenes.byName("gulf-ball"))
                .getMessage();
        assertTrue(message.contains("'gulf-ball'") && message.contains("golf-ball,"), message);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void drawsTheSameBytesEachTime(Scene scene) {
        Rendering one = scene.draw(160, 120);
        Rendering other = scene.draw(160, 120);
        assertArrayEquals(one.image().png(), other.image().png());
        assertEquals(one.mask(), other.mask());
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void drawsAtAnySize(Scene scene) {
        for (int[] size : new int[][] {{1, 1}, {64, 64}, {224, 224}, {500, 300}, {120, 400}}) {
            Rendering rendering = scene.draw(size[0], size[1]);
            assertEquals(size[0], rendering.image().width());
            assertEquals(size[1], rendering.image().height());
            assertEquals(size[0], rendering.mask().width());
            assertEquals(size[1], rendering.mask().height());
        }
        assertThrows(IllegalArgumentException.class, () -> scene.draw(0, 10));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void largerIsTheSameSceneFiner(Scene scene) {
        Mask small = scene.draw(64, 64).mask();
        Mask large = scene.draw(192, 192).mask().resize(64, 64);
        assertTrue(differing(small, large) < 0.06, () -> scene.id() + ": " + differing(small, large));
    }

    /**
     * The object covers the background at every pixel of the mask. Away from the mask, except for shadows, the
     * background is untouched.
     */
    @ParameterizedTest
    @MethodSource("scenes")
    void maskIsWhereTheObjectCoversTheGround(Scene scene) {
        Rendering rendering = scene.draw(224, 224);
        Image ground = scene.background(224, 224);
        Mask mask = rendering.mask();
        assertTrue(scene.classIndex() >= 0 && scene.classIndex() < 1000);
        assertTrue(mask.share() > 0.05 && mask.share() < 0.85, () -> "share " + mask.share());
        int changedInside = 0;
        int strongOutside = 0;
        for (int y = 0; y < 224; y++) {
            for (int x = 0; x < 224; x++) {
                int difference = difference(rendering.image().rgb(x, y), ground.rgb(x, y));
                if (mask.contains(x, y)) {
                    changedInside += difference > 0 ? 1 : 0;
                } else {
                    strongOutside += difference > 128 ? 1 : 0;
                }
            }
        }
        assertTrue(changedInside > 0.97 * mask.count(), "covered " + changedInside + " of " + mask.count());
        assertTrue(strongOutside < 0.005 * 224 * 224, "beside the mask " + strongOutside + " pixels differ strongly");
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void groundFillsTheFrame(Scene scene) {
        Image ground = scene.background(300, 100);
        for (int y = 0; y < 100; y++) {
            assertFalse(ground.rgb(0, y) == 0 && ground.rgb(299, y) == 0, "row " + y);
        }
    }

    private static double differing(Mask one, Mask other) {
        int differing = 0;
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                differing += one.contains(x, y) == other.contains(x, y) ? 0 : 1;
            }
        }
        return differing / (double) (one.width() * one.height());
    }

    private static int difference(int one, int other) {
        int largest = 0;
        for (int shift : new int[] {0, 8, 16}) {
            largest = Math.max(largest, Math.abs((one >> shift & 255) - (other >> shift & 255)));
        }
        return largest;
    }
}
