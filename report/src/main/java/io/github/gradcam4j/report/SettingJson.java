package io.github.gradcam4j.report;

import io.github.gradcam4j.model.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A setting of a model and its source.
 *
 * @param value the value in the form that the command line's option takes
 * @param from {@code command line}, {@code card}, {@code metadata}, the name of a file, {@code graph} or
 *     {@code assumed}
 */
public record SettingJson(String value, String from) {

    /** Returns the settings by the names of the command line's options. */
    public static Map<String, SettingJson> of(Settings settings) {
        var document = new LinkedHashMap<String, SettingJson>();
        settings.list().forEach(s -> document.put(s.name(), new SettingJson(s.value(), s.from())));
        return document;
    }
}
