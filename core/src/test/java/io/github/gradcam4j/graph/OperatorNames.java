package io.github.gradcam4j.graph;

import java.util.List;

/** Names of operators, for tests of other packages. */
public final class OperatorNames {

    private OperatorNames() {}

    /** Returns the operators that are replaced by simpler ones. */
    public static List<String> expanded() {
        return OperatorExpansion.operators();
    }
}
