package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.Limits;
import io.github.gradcam4j.zoo.Zoo;
import io.github.gradcam4j.zoo.sample.Photographs;
import io.github.gradcam4j.zoo.sample.SampleException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that can be asked under {@code /api}. */
record Api(Explanations explanations, Pulls pulls, List<Route> routes) implements AutoCloseable {

    /** A picture that is decoded takes a few times the memory of its pixels. */
    private static final int DECODED_AT_ONCE = 2;

    static Api of(StudioConfig config) {
        var explanations = new Explanations(config);
        var zoo = Zoo.at(config.home);
        var models = new Models(config.models, zoo);
        var pulls = new Pulls();
        var pictures = pictures(config);
        var limits = new Limits(config.uploadPixels, config.uploadBytes);
        var decoding = new Gate(DECODED_AT_ONCE, config.patience, "Too many pictures at once; try again in a moment");
        var routes = Stream.of(
                        new ModelRoutes(models, explanations).routes(),
                        new PullRoutes(zoo, models, pictures, pulls).routes(),
                        new PictureRoutes(pictures, limits, decoding).routes(),
                        new ExplainRoutes(models, pictures, explanations).routes(),
                        List.of(
                                Route.get("/api/health", context -> context.json(Map.of("status", "ok"))),
                                Route.get(
                                        "/api/openapi.json",
                                        context -> context.contentType("application/json")
                                                .result(Api.class.getResourceAsStream("openapi.json")))))
                .flatMap(List::stream)
                .toList();
        return new Api(explanations, pulls, routes);
    }

    private static Pictures pictures(StudioConfig config) {
        try {
            return new Pictures(
                    config.samples,
                    config.photographs.orElseGet(() -> Photographs.in(config.home.samples())),
                    new Uploads(config.uploadsBytes, config.uploadLifetime));
        } catch (SampleException e) {
            throw new StudioException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pulls.close();
        explanations.close();
    }
}
