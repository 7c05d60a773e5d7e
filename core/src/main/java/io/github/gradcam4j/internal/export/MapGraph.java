package io.github.gradcam4j.internal.export;

import io.github.gradcam4j.export.ExportOptions;
import io.github.gradcam4j.export.ExportOptions.MapSize;
import io.github.gradcam4j.export.ExportTarget;
import io.github.gradcam4j.export.OnnxExport.Form;
import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.GraphHeatMap;
import io.github.gradcam4j.internal.split.GradientAtLayer;
import io.github.gradcam4j.internal.split.LinearHead;
import io.github.gradcam4j.internal.split.LoadedModel;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.GraphForm;
import io.github.gradcam4j.method.LinearMaps;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Objective;
import io.github.gradcam4j.target.ScoreType;
import io.github.gradcam4j.target.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The prepared graph of a model with the nodes that compute the maps.
 *
 * @param graph the model and the added nodes
 * @param form how the maps are computed
 * @param map the name of the maps, [N, h, w] or [N, C, h, w]
 * @param sizes the sizes behind the batch
 * @param best the name of the explained class, int64 [N], where the graph finds it
 * @param parameter the further input, if any
 */
record MapGraph(
        Graph graph, Form form, String map, List<Integer> sizes, Optional<String> best, Optional<Parameter> parameter) {

    /**
     * A further input.
     *
     * @param tensor its name in the graph
     * @param name its name for users
     */
    record Parameter(String tensor, String name) {}

    /** The methods whose map is that of Grad-CAM where the gradient of a channel is the same at all positions. */
    private static final Set<AttributionMethod> LIKE_GRAD_CAM = Set.of(Methods.HIRES_CAM, Methods.XGRAD_CAM);

    /** Returns the target that stands for an objective. */
    static ExportTarget target(Objective objective) {
        return objective instanceof ClassScore score
                ? ExportTarget.of(score.target())
                : new ExportTarget.OfObjective(objective);
    }

    static MapGraph of(
            LoadedModel model,
            Layer layer,
            AttributionMethod method,
            Objective objective,
            ExportTarget target,
            ExportOptions options) {
        var type = objective instanceof ClassScore score ? score.type() : ScoreType.LOGIT;
        var writer = new Writer(model, layer, options);
        var linear = linear(model, layer, method, target, type);
        return linear.isPresent() ? writer.linear(linear.get(), target) : writer.backward(method, target, type);
    }

    /** Returns the linear head, if the maps follow from it. */
    private static Optional<LinearHead> linear(
            LoadedModel model, Layer layer, AttributionMethod method, ExportTarget target, ScoreType type) {
        boolean isAll = target instanceof ExportTarget.All;
        boolean isGradCam = method.equals(Methods.GRAD_CAM);
        if (!isGradCam && !LIKE_GRAD_CAM.contains(method)) {
            require(!isAll, "one pass does not give the maps of %s for all classes; choose gradcam", method.id());
            return Optional.empty();
        }
        boolean isLogit = type == ScoreType.LOGIT && !(target instanceof ExportTarget.OfObjective);
        require(isLogit || !isAll, "the maps of all classes are those of logits; leave out --at probability", "");
        var head = isLogit ? LinearHead.of(model, layer) : Optional.<LinearHead>empty();
        require(
                head.isPresent() || !isAll,
                "the classes' scores are not linear functions of layer %s, so that one pass does not give the maps of"
                        + " all classes; choose the last layer of a model that ends in pooling and one linear layer, or"
                        + " another target",
                layer.name());
        boolean fits = head.filter(h -> isGradCam || h.isUniform()).isPresent();
        require(
                fits || !isAll,
                "the gradient at layer %s differs between positions, so that one pass gives the maps of all classes"
                        + " for gradcam alone",
                layer.name());
        return fits ? head : Optional.empty();
    }

    private static void require(boolean holds, String reason, String argument) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "--target all: " + reason, argument));
        }
    }

    /** Returns the declaration of the maps. */
    TensorInfo declaration(String name, Object batch) {
        var dims = new Object[sizes.size() + 1];
        dims[0] = batch;
        for (int i = 0; i < sizes.size(); i++) {
            dims[i + 1] = sizes.get(i);
        }
        return TensorInfo.of(name, ElementType.FLOAT, dims);
    }

    /** Writes the nodes. */
    private static final class Writer {

        private final LoadedModel model;
        private final Layer layer;
        private final ExportOptions options;
        private final String prefix;

        Writer(LoadedModel model, Layer layer, ExportOptions options) {
            this.model = model;
            this.layer = layer;
            this.options = options;
            this.prefix = unusedPrefix(model.graph().graph());
        }

        private static String unusedPrefix(Graph graph) {
            String prefix = "class";
            for (int i = 1; hasPrefix(graph, prefix + "/"); i++) {
                prefix = "class" + i;
            }
            return prefix;
        }

        private static boolean hasPrefix(Graph graph, String prefix) {
            return graph.tensors().stream().anyMatch(t -> t.startsWith(prefix));
        }

        MapGraph backward(AttributionMethod method, ExportTarget target, ScoreType type) {
            var form = GraphForm.of(method);
            var objective = target instanceof ExportTarget.OfObjective of
                    ? of.objective()
                    : new ExportedScore(target, type, prefix);
            var gradient = GradientAtLayer.of(model, objective, layer.tensor(), BackwardMode.PORTABLE);
            var builder = gradient.builder();
            String map = form.write(builder, layer.tensor(), gradient.gradient(), layer.layout());
            var parameter = parameter(target);
            var graph = finish(builder, Form.BACKWARD, map, false, target, parameter);
            return target instanceof ExportTarget.OfObjective of ? graph.withValues(model, of.objective()) : graph;
        }

        MapGraph linear(LinearHead head, ExportTarget target) {
            var builder = GraphBuilder.from(model.graph().graph());
            var matrix = ClassMatrix.of(builder, model.graph().graph(), head.weights());
            var maps = new LinearMaps(builder, layer.tensor(), layer.layout());
            if (target instanceof ExportTarget.All) {
                String all = matrix.scaled(maps.ofClasses(matrix.tensor()));
                return finish(builder, Form.LINEAR, all, true, target, Optional.empty());
            }
            var parameter = parameter(target);
            parameter.ifPresent(p -> declare(builder, p));
            String weights;
            if (target instanceof ExportTarget.OfTarget of) {
                weights = matrix.ofTarget(selection(builder), of.target());
            } else if (target instanceof ExportTarget.Input) {
                weights = matrix.row(
                        selection(builder).ofInput(parameter.orElseThrow().tensor()));
            } else {
                weights = matrix.product(parameter.orElseThrow().tensor());
            }
            String map = matrix.scaled(maps.ofWeights(weights));
            return finish(builder, Form.LINEAR, map, false, target, parameter);
        }

        private static Optional<Parameter> parameter(ExportTarget target) {
            var name = target instanceof ExportTarget.Input
                    ? Optional.of(ExportedScore.CLASS)
                    : target instanceof ExportTarget.Weights
                            ? Optional.of(ExportedScore.WEIGHTS)
                            : Optional.<String>empty();
            return name.map(n -> new Parameter(GradientAtLayer.PARAMETERS + n, n));
        }

        private void declare(GraphBuilder builder, Parameter parameter) {
            if (parameter.name().equals(ExportedScore.CLASS)) {
                builder.input(parameter.tensor(), ElementType.INT64, "N");
            } else {
                builder.input(
                        parameter.tensor(),
                        ElementType.FLOAT,
                        "N",
                        model.scores().classes());
            }
        }

        private ClassSelection selection(GraphBuilder builder) {
            return new ClassSelection(
                    builder,
                    prefix,
                    () -> GradientAtLayer.logits(model, builder),
                    model.scores().classes());
        }

        /** Writes what is done to each map, and the explained class. */
        private MapGraph finish(
                GraphBuilder builder,
                Form form,
                String map,
                boolean ofClasses,
                ExportTarget target,
                Optional<Parameter> parameter) {
            var layout = layer.layout();
            var maps = new GraphHeatMap(builder, map, layout.height(), layout.width()).sign(options.sign());
            if (options.mapSize() == MapSize.INPUT) {
                var input = model.model().preprocessing();
                maps = maps.resize(input.height(), input.width());
            }
            if (options.normalized()) {
                maps = maps.normalize();
            }
            int classes = model.scores().classes();
            String finished = ofClasses
                    ? builder.node(
                            "map/classes",
                            "Reshape",
                            List.of(maps.tensor(), builder.vector(-1, classes, maps.height(), maps.width())))
                    : maps.tensor();
            var best = rank(target)
                    .map(r -> builder.node(
                            prefix + "/best",
                            "Reshape",
                            List.of(selection(builder).ofRank(r), builder.vector(-1))));
            var sizes =
                    ofClasses ? List.of(classes, maps.height(), maps.width()) : List.of(maps.height(), maps.width());
            return new MapGraph(builder.build(), form, finished, sizes, best, parameter);
        }

        private static Optional<Integer> rank(ExportTarget target) {
            return target instanceof ExportTarget.OfTarget of && of.target().choice() instanceof Target.Choice.Rank rank
                    ? Optional.of(rank.rank())
                    : Optional.empty();
        }
    }

    /** Returns the graph with constants in place of an objective's parameters. */
    private MapGraph withValues(LoadedModel model, Objective objective) {
        var values = GradientAtLayer.parameters(model, objective).entrySet().stream()
                .map(e -> Constant.floats(
                        GradientAtLayer.PARAMETERS + e.getKey(),
                        e.getValue().toArray(),
                        e.getValue().shape()))
                .toList();
        return new MapGraph(graph.withInputValues(values, model.input()), form, map, sizes, best, parameter);
    }
}
