package io.github.gradcam4j.formats.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A residual block: relu(branch(x) + shortcut(x)), with a relu between the convolutions of the branch.
 *
 * @param name the path of its module, such as {@code layer4.1}
 * @param shortcut empty for the identity
 */
record Residual(String name, List<ConvBatchNorm> branch, Optional<ConvBatchNorm> shortcut) {
    List<Parameter> parameters() {
        return Stream.concat(branch.stream(), shortcut.stream())
                .flatMap(convNorm -> convNorm.parameters().stream())
                .toList();
    }

    /** The two kinds of branches. The first 3x3 convolution of a block has its stride, as in torchvision. */
    enum Kind {
        /** Two 3x3 convolutions. */
        BASIC(1) {
            @Override
            List<ConvBatchNorm> branch(String name, long in, long planes, long width, long stride, long groups) {
                return List.of(convNorm(name, 1, in, planes, 3, stride, 1), convNorm(name, 2, planes, planes, 3, 1, 1));
            }
        },
        /** 1x1 down to {@code width} channels, 3x3 (grouped), 1x1 up. */
        BOTTLENECK(4) {
            @Override
            List<ConvBatchNorm> branch(String name, long in, long planes, long width, long stride, long groups) {
                return List.of(
                        convNorm(name, 1, in, width, 1, 1, 1),
                        convNorm(name, 2, width, width, 3, stride, groups),
                        convNorm(name, 3, width, expanded(planes), 1, 1, 1));
            }
        };

        private final long expansion;

        Kind(long expansion) {
            this.expansion = expansion;
        }

        abstract List<ConvBatchNorm> branch(String name, long in, long planes, long width, long stride, long groups);

        /** Returns the number of output channels of a block. */
        long expanded(long planes) {
            return planes * expansion;
        }

        Residual block(String name, long in, long planes, long width, long stride, long groups) {
            long out = expanded(planes);
            Optional<ConvBatchNorm> shortcut = stride == 1 && in == out
                    ? Optional.empty()
                    : Optional.of(
                            new ConvBatchNorm(name + ".downsample.0", name + ".downsample.1", in, out, 1, stride, 1));
            return new Residual(name, branch(name, in, planes, width, stride, groups), shortcut);
        }

        private static ConvBatchNorm convNorm(
                String block, int number, long in, long out, long kernel, long stride, long groups) {
            return new ConvBatchNorm(block + ".conv" + number, block + ".bn" + number, in, out, kernel, stride, groups);
        }
    }
}
