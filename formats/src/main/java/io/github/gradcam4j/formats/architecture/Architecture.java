package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.graph.Graph;
import java.util.List;
import java.util.Optional;

/** A network whose graph is known here, so that a state dict of its weights is all that a user needs. */
public sealed interface Architecture permits ResNet {

    /** The name that torchvision gives it, such as {@code resnet50}. */
    String name();

    /** The tensors of its state dict, in PyTorch's order. */
    List<Parameter> parameters(long classes);

    /** The number of classes that these weights tell apart. */
    long classes(StateDict weights);

    /**
     * The network with these weights as ONNX: input {@code input} float32 [N,3,H,W], output {@code logits}
     * [N,classes]. Nodes are named after PyTorch's modules, as {@code /layer4/layer4.1/conv2/Conv}. The model holds
     * the one copy of the weights in memory.
     *
     * @throws StateDictMismatchException if the weights are not this network's
     */
    Graph build(StateDict weights);

    /** Every architecture, smaller ones first. */
    static List<Architecture> all() {
        return List.copyOf(ResNet.FAMILY);
    }

    /**
     * The architecture of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    static Architecture byName(String name) {
        return all().stream()
                .filter(architecture -> architecture.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no architecture \"" + name + "\"; known are "
                        + String.join(
                                ", ", all().stream().map(Architecture::name).toList())));
    }

    /** The architecture whose tensors these are, if it is known. */
    static Optional<Architecture> matching(StateDict weights) {
        return all().stream()
                .filter(architecture -> architecture.differences(weights).isEmpty())
                .findFirst();
    }

    /** What keeps these weights from being this network's, one sentence for each tensor; empty if they fit. */
    default List<String> differences(StateDict weights) {
        return Parameter.differences(parameters(classes(weights)), weights);
    }

    /** The number of trained values: all but the batch normalizations' statistics. */
    default long size(long classes) {
        return parameters(classes).stream()
                .filter(Parameter::isTrained)
                .mapToLong(Parameter::count)
                .sum();
    }
}
