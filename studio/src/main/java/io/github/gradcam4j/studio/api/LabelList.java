package io.github.gradcam4j.studio.api;

import java.util.List;

/**
 * The classes that match a search.
 *
 * @param labels the best match first
 */
public record LabelList(List<LabelInfo> labels) {

    /**
     * A class of a model.
     *
     * @param index the class index
     * @param label the name shown for the class
     * @param synonyms other names of the class
     */
    public record LabelInfo(int index, String label, List<String> synonyms) {}
}
