package io.github.gradcam4j.formats.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A residual block: relu(branch(x) + shortcut(x)), with a relu between the convolutions of the branch.
 *
 * @param name its module's path, such as {@code layer4.1}
 * @param shortcut empty for the identity
 */
record Residual(String name, List<BatchNormFolding> branch, Optional<BatchNormFolding> shortcut) {
    List<Parameter> parameters() {
        return Stream.concat(branch.stream(), shortcut.stream())
                .flatMap(convNorm -> convNorm.parameters().stream())
                .toList();
    }

    /**
     * The two kinds of branches. Where a block halves the map, its first 3x3 convolution does (torchvision's choice).
     */
    enum Kind {
        /** Two 3x3 convolutions. */
        BASIC(1) {
            @Override
            List<BatchNormFolding> branch(String name, long in, long planes, long width, long stride, long groups) {
                return List.of(convNorm(name, 1, in, planes, 3, stride, 1), convNorm(name, 2, planes, planes, 3, 1, 1));
            }
        },
        /** 1x1 down to {@code width} channels, 3x3 (grouped), 1x1 up. */
        BOTTLENECK(4) {
            @Override
            List<BatchNormFolding> branch(String name, long in, long planes, long width, long stride, long groups) {
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

        abstract List<BatchNormFolding> branch(String name, long in, long planes, long width, long stride, long groups);

        /** The channels that leave a block of so many planes. */
        long expanded(long planes) {
            return planes * expansion;
        }

        Residual block(String name, long in, long planes, long width, long stride, long groups) {
            long out = expanded(planes);
            Optional<BatchNormFolding> shortcut = stride == 1 && in == out
                    ? Optional.empty()
                    : Optional.of(new BatchNormFolding(
                            name + ".downsample.0", name + ".downsample.1", in, out, 1, stride, 1));
            return new Residual(name, branch(name, in, planes, width, stride, groups), shortcut);
        }

        private static BatchNormFolding convNorm(
                String block, int number, long in, long out, long kernel, long stride, long groups) {
            return new BatchNormFolding(
                    block + ".conv" + number, block + ".bn" + number, in, out, kernel, stride, groups);
        }
    }
}
