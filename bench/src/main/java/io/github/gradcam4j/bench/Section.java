package io.github.gradcam4j.bench;

import java.util.List;

/**
 * A table of a report: cases that were measured together. Immutable.
 *
 * @param title the title of the table
 * @param measured the measurements, the first being the case that ratios are relative to
 * @param remarks sentences below the table
 */
public record Section(String title, List<Measurement> measured, List<String> remarks) {

    public Section {
        measured = List.copyOf(measured);
        remarks = List.copyOf(remarks);
    }
}
