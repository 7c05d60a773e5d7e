package io.github.gradcam4j.studio.api;

import java.util.List;

/**
 * The color maps.
 *
 * @param colormaps the default first
 */
public record ColormapList(List<ColormapInfo> colormaps) {

    /**
     * A color map as a table.
     *
     * @param id the name to request it by
     * @param rgb 256 times red, green, blue
     */
    public record ColormapInfo(String id, byte[] rgb) {}
}
