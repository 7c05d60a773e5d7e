package io.github.gradcam4j.formats.architecture;

import io.github.gradcam4j.formats.architecture.Residual.Kind;
import io.github.gradcam4j.formats.weights.StateDict;
import io.github.gradcam4j.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The residual networks of He et al. (arXiv:1512.03385) in torchvision's variant, and the wide (arXiv:1605.07146) and
 * grouped (arXiv:1611.05431) networks derived from them.
 *
 * @param blocks the number of blocks in each of the four layers
 * @param groups number of groups of the 3x3 convolutions in bottlenecks
 * @param widthPerGroup number of channels in each of these groups, in the first layer
 */
record ResNet(String name, Kind kind, List<Integer> blocks, int groups, int widthPerGroup) implements Architecture {
    private static final long STEM_CHANNELS = 64;

    static final List<ResNet> FAMILY = List.of(
            new ResNet("resnet18", Kind.BASIC, List.of(2, 2, 2, 2), 1, 64),
            new ResNet("resnet34", Kind.BASIC, List.of(3, 4, 6, 3), 1, 64),
            new ResNet("resnet50", Kind.BOTTLENECK, List.of(3, 4, 6, 3), 1, 64),
            new ResNet("resnext50_32x4d", Kind.BOTTLENECK, List.of(3, 4, 6, 3), 32, 4),
            new ResNet("resnet101", Kind.BOTTLENECK, List.of(3, 4, 23, 3), 1, 64),
            new ResNet("resnet152", Kind.BOTTLENECK, List.of(3, 8, 36, 3), 1, 64),
            new ResNet("wide_resnet50_2", Kind.BOTTLENECK, List.of(3, 4, 6, 3), 1, 128));

    @Override
    public List<Parameter> parameters(long classes) {
        Stream<Parameter> body = residuals().stream().flatMap(block -> block.parameters().stream());
        return Stream.of(stem().parameters().stream(), body, head(classes).stream())
                .flatMap(parameters -> parameters)
                .toList();
    }

    @Override
    public long classes(StateDict weights) {
        return weights.find("fc.bias")
                .filter(bias -> bias.shape().length == 1)
                .map(bias -> bias.shape()[0])
                .orElse(1000L);
    }

    @Override
    public Graph build(StateDict weights) {
        List<String> differences = differences(weights);
        if (!differences.isEmpty()) {
            throw new StateDictMismatchException(this, weights, differences);
        }
        ResNetGraph graph = new ResNetGraph(weights);
        String activations = graph.stem(stem());
        for (Residual residual : residuals()) {
            activations = graph.residual(residual, activations);
        }
        return graph.head(activations, classes(weights));
    }

    private ConvBatchNorm stem() {
        return new ConvBatchNorm("conv1", "bn1", 3, STEM_CHANNELS, 7, 2, 1);
    }

    private List<Residual> residuals() {
        List<Residual> residuals = new ArrayList<>();
        long in = STEM_CHANNELS;
        for (int layer = 0; layer < blocks.size(); layer++) {
            long planes = STEM_CHANNELS << layer;
            long width = (long) widthPerGroup * groups << layer;
            for (int i = 0; i < blocks.get(layer); i++) {
                String block = "layer" + (layer + 1) + "." + i;
                long stride = layer > 0 && i == 0 ? 2 : 1;
                residuals.add(kind.block(block, in, planes, width, stride, groups));
                in = kind.expanded(planes);
            }
        }
        return residuals;
    }

    private List<Parameter> head(long classes) {
        long channels = kind.expanded(STEM_CHANNELS << blocks.size() - 1);
        return List.of(Parameter.of("fc.weight", classes, channels), Parameter.of("fc.bias", classes));
    }
}
