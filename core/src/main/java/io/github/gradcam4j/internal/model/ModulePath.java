package io.github.gradcam4j.internal.model;

import java.util.ArrayList;
import java.util.List;

/** PyTorch's name of a module, from the name that exporters give a node: {@code /layer4/layer4.1/conv2/Conv} is layer4.1.conv2. */
final class ModulePath {

    private ModulePath() {}

    /** The path of the module that the node belongs to; empty where its name has none. */
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

    /** The modules that the node belongs to, the outermost first. */
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
