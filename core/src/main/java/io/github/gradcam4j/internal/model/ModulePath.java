package io.github.gradcam4j.internal.model;

import java.util.ArrayList;
import java.util.List;

/**
 * PyTorch's names of modules, derived from the names that exporters give to nodes: {@code /layer4/layer4.1/conv2/Conv}
 * belongs to {@code layer4.1.conv2}.
 */
final class ModulePath {

    private ModulePath() {}

    /** Returns the path of a node's module; empty if the node's name does not contain one. */
    static String of(String node) {
        if (!node.startsWith("/")) {
            return "";
        }
        var parts = new ArrayList<String>();
        var segments = node.substring(1).split("/");
        for (int i = 0; i < segments.length - 1; i++) {
            String last = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
            // A child of a sequence repeats its parent's name: layer4, then layer4.1.
            if (!last.isEmpty() && segments[i].startsWith(last + ".")) {
                parts.set(parts.size() - 1, segments[i]);
            } else {
                parts.add(segments[i]);
            }
        }
        return String.join(".", parts);
    }

    /** Returns the paths of all modules that contain a node, the outermost first. */
    static List<String> modules(String node) {
        String path = of(node);
        var modules = new ArrayList<String>();
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            modules.add(path.substring(0, dot));
        }
        if (!path.isEmpty()) {
            modules.add(path);
        }
        return modules;
    }
}
