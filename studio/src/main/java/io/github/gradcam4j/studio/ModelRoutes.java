package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.method.Cost;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.model.Layer;
import io.github.gradcam4j.model.Model;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What there is to choose from: models, their layers and labels, methods, colors. */
final class ModelRoutes {

    private static final int FOUND = 20;

    private final Models models;
    private final ExplanationService explanations;

    ModelRoutes(Models models, ExplanationService explanations) {
        this.models = models;
        this.explanations = explanations;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/models", context -> context.json(Map.of("models", models.all()))),
                Route.get("/api/models/{id}/layers", this::layers),
                Route.get("/api/labels", this::labels),
                Route.get("/api/methods", this::methods),
                Route.get("/api/colormaps", this::colormaps));
    }

    /**
     * A layer that can be explained.
     *
     * @param auto whether it is the one explained where none is named
     * @param named whether it has a name that people know, not only the graph's own
     */
    private record LayerInfo(String name, String kind, List<Long> shape, boolean auto, boolean named) {}

    private void layers(Context context) throws Exception {
        var model = models.ready(Optional.of(context.pathParam("id")));
        var layers = explanations.layers(model);
        context.json(Map.of(
                "model",
                model.id(),
                "layers",
                layers.all().stream()
                        .map(layer -> info(layer, layers.own(), model))
                        .toList()));
    }

    /** The batch is free: -1. */
    private static LayerInfo info(Layer layer, Layer own, Model model) {
        var shape = new ArrayList<>(List.of(-1L));
        Arrays.stream(layer.shape()).forEach(shape::add);
        boolean auto = layer.tensor().equals(own.tensor());
        return new LayerInfo(
                layer.name(), layer.kind(), shape, auto, model.layers().containsKey(layer.name()));
    }

    private record Label(int index, String label, List<String> synonyms) {}

    private void labels(Context context) throws Exception {
        var labels = explanations.labels(models.ready(Optional.ofNullable(context.queryParam("model"))));
        var found = labels.search(Optional.ofNullable(context.queryParam("q")).orElse(""), FOUND);
        context.json(Map.of(
                "labels",
                found.stream()
                        .map(i -> new Label(
                                i,
                                labels.name(i),
                                labels.names()
                                        .get(i)
                                        .subList(1, labels.names().get(i).size())))
                        .toList()));
    }

    private record Method(String id, String title, boolean slow) {}

    private void methods(Context context) {
        context.json(Map.of(
                "methods",
                Methods.all().stream()
                        .map(method -> new Method(method.id(), method.title(), method.cost() == Cost.MANY_PASSES))
                        .toList()));
    }

    private record Colors(String id, byte[] rgb) {}

    private void colormaps(Context context) {
        context.header("Cache-Control", "private, max-age=3600")
                .json(Map.of(
                        "colormaps",
                        Arrays.stream(Colormap.values())
                                .map(ModelRoutes::colors)
                                .toList()));
    }

    /** 256 times red, green, blue. */
    private static Colors colors(Colormap map) {
        var rgb = new byte[3 * 256];
        for (int i = 0; i < 256; i++) {
            int color = map.rgb((i + 0.5) / 256);
            rgb[3 * i] = (byte) (color >> 16);
            rgb[3 * i + 1] = (byte) (color >> 8);
            rgb[3 * i + 2] = (byte) color;
        }
        return new Colors(map.toString().toLowerCase(Locale.ROOT), rgb);
    }
}
