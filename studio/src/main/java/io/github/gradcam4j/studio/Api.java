package io.github.gradcam4j.studio;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that can be asked under {@code /api}. */
record Api(Explanations explanations, List<Route> routes) implements AutoCloseable {

    static Api of(StudioConfig config) {
        var explanations = new Explanations(new Gate(config.patience));
        var models = new Models(config.models);
        var pictures = new Pictures(config);
        var routes = Stream.of(
                        new ModelRoutes(models, explanations).routes(),
                        new PictureRoutes(pictures, config).routes(),
                        new ExplainRoutes(models, pictures, explanations).routes(),
                        List.of(
                                Route.get("/api/health", context -> context.json(Map.of("status", "ok"))),
                                Route.get("/api/openapi.json", context -> context.contentType("application/json")
                                        .result(Api.class.getResourceAsStream("openapi.json")))))
                .flatMap(List::stream)
                .toList();
        return new Api(explanations, routes);
    }

    @Override
    public void close() {
        explanations.close();
    }
}
