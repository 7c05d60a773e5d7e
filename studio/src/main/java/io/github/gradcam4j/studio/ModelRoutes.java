package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.method.Cost;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.studio.api.ColormapList;
import io.github.gradcam4j.studio.api.ColormapList.ColormapInfo;
import io.github.gradcam4j.studio.api.LabelList;
import io.github.gradcam4j.studio.api.LabelList.LabelInfo;
import io.github.gradcam4j.studio.api.LayerList;
import io.github.gradcam4j.studio.api.LayerList.LayerInfo;
import io.github.gradcam4j.studio.api.MethodList;
import io.github.gradcam4j.studio.api.MethodList.MethodInfo;
import io.github.gradcam4j.studio.api.ModelList;
import io.github.gradcam4j.target.Labels;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The choices: models, their layers and classes, methods and color maps. */
final class ModelRoutes {

    private static final int MAX_LABELS = 20;

    private static final Parameter<String> ID = Parameter.path("id", "A model's id");
    private static final Parameter<String> SEARCH =
            Parameter.query("q", "Part of a class's name or synonym, or its index; no class matches an empty search");

    private final Models models;
    private final ExplanationService explanations;

    ModelRoutes(Models models, ExplanationService explanations) {
        this.models = models;
        this.explanations = explanations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/models",
                        Operation.of("Lists the models, downloaded or not").returnsJson(ModelList.class),
                        context -> context.json(new ModelList(models.all()))),
                Route.get(
                        "/api/models/{id}/layers",
                        Operation.of("Lists the layers of a model that can be explained", ID)
                                .returnsJson(LayerList.class)
                                .fails(404, 409, 503),
                        this::layers),
                Route.get(
                        "/api/labels",
                        Operation.of(
                                        String.format(
                                                Locale.ROOT,
                                                "Searches the classes of a model; returns %d at most",
                                                MAX_LABELS),
                                        SEARCH,
                                        ExplainParameters.MODEL)
                                .returnsJson(LabelList.class)
                                .fails(404, 409, 503),
                        this::labels),
                Route.get(
                        "/api/methods",
                        Operation.of("Lists the attribution methods").returnsJson(MethodList.class),
                        this::methods),
                Route.get(
                        "/api/colormaps",
                        Operation.of("Lists the color maps").returnsJson(ColormapList.class),
                        this::colormaps));
    }

    private void layers(Context context) throws Exception {
        var model = models.ready(Optional.of(ID.get(context)));
        var layers = explanations.layers(model);
        context.json(new LayerList(
                model.id(),
                layers.all().stream()
                        .map(layer -> info(layer, layers.standard()))
                        .toList()));
    }

    /** The batch is free: -1. */
    private static LayerInfo info(Layer layer, Layer standard) {
        var shape = new ArrayList<>(List.of(-1L));
        Arrays.stream(layer.shape()).forEach(shape::add);
        boolean auto = layer.tensor().equals(standard.tensor());
        return new LayerInfo(layer.name(), layer.kind(), shape, auto, layer.main());
    }

    private void labels(Context context) throws Exception {
        var labels = explanations.labels(models.ready(ExplainParameters.MODEL.find(context)));
        var found = labels.search(SEARCH.find(context).orElse(""), MAX_LABELS);
        context.json(new LabelList(found.stream().map(i -> info(labels, i)).toList()));
    }

    private static LabelInfo info(Labels labels, int index) {
        var names = labels.names().get(index);
        return new LabelInfo(index, labels.name(index), names.subList(1, names.size()));
    }

    private void methods(Context context) {
        context.json(new MethodList(Methods.all().stream()
                .map(method -> new MethodInfo(method.id(), method.title(), method.cost() == Cost.MANY_PASSES))
                .toList()));
    }

    private void colormaps(Context context) {
        context.header("Cache-Control", "private, max-age=3600")
                .json(new ColormapList(
                        Arrays.stream(Colormap.values()).map(ModelRoutes::info).toList()));
    }

    private static ColormapInfo info(Colormap map) {
        return new ColormapInfo(map.toString(), map.table());
    }
}
