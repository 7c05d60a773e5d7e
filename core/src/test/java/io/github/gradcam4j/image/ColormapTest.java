package io.github.gradcam4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.gradcam4j.ReferenceData;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ColormapTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "DIVERGING")
    void equalsMatplotlib(Colormap map) throws IOException {
        int[][] table = new ObjectMapper()
                .readValue(
                        ReferenceData.path("golden/colormaps/" + map + ".json").toFile(), int[][].class);
        assertEquals(256, table.length);
        for (int i = 0; i < 256; i++) {
            int expected = table[i][0] << 16 | table[i][1] << 8 | table[i][2];
            assertEquals(Integer.toHexString(expected), Integer.toHexString(map.rgb((i + 0.5) / 256)), map + " " + i);
        }
    }

    @Test
    void theTableIsEnteredByTheFloor() {
        assertEquals(Colormap.VIRIDIS.rgb(0.5), Colormap.VIRIDIS.rgb(128.9 / 256));
        assertEquals(0x440154, Colormap.VIRIDIS.rgb(0));
        assertEquals(0xfde725, Colormap.VIRIDIS.rgb(1));
        assertEquals(0x440154, Colormap.VIRIDIS.rgb(-3));
        assertEquals(0xfde725, Colormap.VIRIDIS.rgb(7));
    }

    @Test
    void jetRunsFromDarkBlueOverGreenToDarkRed() {
        assertEquals(0x000080, Colormap.JET.rgb(0));
        assertEquals(0x800000, Colormap.JET.rgb(1));
        assertEquals(0xff, Colormap.JET.rgb(0.5) >> 8 & 0xff);
    }

    @Test
    void divergingIsWhiteInTheMiddleAndMirrored() {
        assertEquals(0xffffff, Colormap.DIVERGING.rgb(0.5));
        assertEquals(0x0000ff, Colormap.DIVERGING.rgb(0));
        assertEquals(0xff0000, Colormap.DIVERGING.rgb(1));
        for (int i = 0; i < 128; i++) {
            int below = Colormap.DIVERGING.rgb((127.5 - i) / 256);
            int above = Colormap.DIVERGING.rgb((128.5 + i) / 256);
            assertEquals(above, (below & 0xff) << 16 | below & 0xff00 | below >> 16);
        }
    }

    @Test
    void isFoundByNameElseTheNamesAreListed() {
        assertEquals(Colormap.TURBO, Colormap.byName("Turbo"));
        String message = assertThrows(IllegalArgumentException.class, () -> Colormap.byName("hot"))
                .getMessage();
        assertTrue(message.contains("\"hot\"") && message.contains("jet, viridis, inferno, magma, turbo"), message);
    }
}
