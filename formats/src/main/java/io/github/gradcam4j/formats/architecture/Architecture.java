package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.graph.Graph;
import java.util.List;
import java.util.Optional;

/** A network whose graph is built in: a state dict of its weights is enough to build the ONNX model. */
public sealed interface Architecture permits ResNet {

    /** Returns torchvision's name of the network, such as {@code resnet50}. */
    String name();

    /** Returns the tensors of the network's state dict, in PyTorch's order. */
    List<Parameter> parameters(long classes);

    /** Returns the number of classes of a network with these weights. */
    long classes(StateDict weights);

    /**
     * Returns the network with these weights as an ONNX model: input {@code input} float32 [N,3,H,W], output
     * {@code logits} [N,classes]. Nodes are named after PyTorch's modules, such as {@code /layer4/layer4.1/conv2/Conv}.
     * The model contains the only copy of the weights in memory.
     *
     * @throws StateDictMismatchException if the weights do not fit this network
     */
    Graph build(StateDict weights);

    /** Returns all architectures, smaller ones first. */
    static List<Architecture> all() {
        return List.copyOf(ResNet.FAMILY);
    }

    /**
     * Returns the architecture with a name.
     *
     * @throws IllegalArgumentException if no architecture has it; the message lists all names
     */
    static Architecture byName(String name) {
        return all().stream()
                .filter(architecture -> architecture.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no architecture is called '" + name
                        + "'; available are "
                        + String.join(
                                ", ", all().stream().map(Architecture::name).toList())));
    }

    /** Returns the architecture that these weights fit, if any. */
    static Optional<Architecture> matching(StateDict weights) {
        return all().stream()
                .filter(architecture -> architecture.differences(weights).isEmpty())
                .findFirst();
    }

    /**
     * Returns the differences between these weights and the network's, one phrase for each tensor; empty if they fit.
     */
    default List<String> differences(StateDict weights) {
        return Parameter.differences(parameters(classes(weights)), weights);
    }

    /** Returns the number of trained values: all but the statistics of batch normalizations. */
    default long size(long classes) {
        return parameters(classes).stream()
                .filter(Parameter::isTrained)
                .mapToLong(Parameter::count)
                .sum();
    }
}
