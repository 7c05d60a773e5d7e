package io.github.gradcam4j.internal.model;

import io.github.gradcam4j.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * PyTorch's names of modules. Its first exporter writes them into the names of nodes:
 * {@code /layer4/layer4.1/conv2/Conv} belongs to {@code layer4.1.conv2}. The one behind {@code torch.export} writes
 * them into the metadata of nodes: {@code ['', 'layer4', 'layer4.1', 'layer4.1.conv2', 'conv2d_19']}.
 */
final class ModulePath {

    /** The key of a list of module paths in Python's form, from the model to the node. */
    private static final String SCOPES = "pkg.torch.onnx.name_scopes";

    /**
     * The key of the same list with a class after each path: {@code : ResNet/layer4: Sequential/relu_16: aten.relu}.
     */
    private static final String NAMESPACE = "namespace";

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    /** The length of the longest path that is read; the paths of all its parents together have its square. */
    private static final int LONGEST = 1024;

    private ModulePath() {}

    /** Returns the path of a node's module; empty if neither metadata nor name contain one. */
    static String of(Node node) {
        var metadata = node.metadata();
        if (metadata.containsKey(SCOPES)) {
            return last(QUOTED.matcher(metadata.get(SCOPES))
                    .results()
                    .map(ModulePath::content)
                    .toList());
        }
        if (metadata.containsKey(NAMESPACE)) {
            return last(Arrays.stream(metadata.get(NAMESPACE).split("/"))
                    .map(part -> part.replaceFirst(":.*", "").strip())
                    .toList());
        }
        return of(node.name());
    }

    private static String content(MatchResult quoted) {
        return quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
    }

    /** Returns the last scope; the one after it is the node's own name. */
    private static String last(List<String> scopes) {
        return scopes.size() < 2 ? "" : scopes.get(scopes.size() - 2);
    }

    /** Returns the path of a node's module; empty if the node's name does not contain one. */
    static String of(String node) {
        if (!node.startsWith("/") || node.length() > LONGEST) {
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

    /** Returns the paths of all modules that contain a node, the outermost first; of an overlong path none. */
    static List<String> modules(Node node) {
        String path = of(node);
        if (path.length() > LONGEST) {
            return List.of();
        }
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
