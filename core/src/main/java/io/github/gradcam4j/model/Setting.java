package io.github.gradcam4j.model;

/**
 * One setting of a model and its source, as text.
 *
 * @param name the name, which is that of the command line's option without dashes
 * @param value the value in the form that the option takes
 * @param from the source, see {@link PartialSettings#from}
 */
public record Setting(String name, String value, String from) {

    /** Returns whether no source contains the setting, so that a usual value is assumed. */
    public boolean isAssumed() {
        return from.equals(PartialSettings.ASSUMED);
    }

    @Override
    public String toString() {
        return name + " " + value;
    }
}
