package io.github.gradcam4j.bench;

import java.util.List;

/**
 * Cases that were measured together. Immutable.
 *
 * @param measured the first is what the ratios are to
 */
public record Section(String title, List<Measured> measured, List<String> remarks) {

    public Section {
        measured = List.copyOf(measured);
        remarks = List.copyOf(remarks);
    }
}
