package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.studio.api.Health;
import io.github.gradcam4j.zoo.Zoo;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The HTTP interface under {@code /api}: its routes, and the services behind them. */
record Api(ExplanationService explanations, Pulls pulls, List<Route> routes) implements AutoCloseable {

    /** Images decoded at a time: each takes several times the memory of its pixels. */
    private static final int CONCURRENT_DECODES = 2;

    static Api of(StudioConfig config) {
        var explanations = new ExplanationService(config);
        var zoo = Zoo.at(config.home);
        var models = new Models(config.models, zoo);
        var pulls = new Pulls();
        var pictures = pictures(config);
        var limits = new DecodeLimits(config.uploadPixels, config.uploadBytes);
        var decoding =
                new Bulkhead(CONCURRENT_DECODES, config.patience, "Too many images at a time. Try again in a moment.");
        var routes = Stream.of(
                        new ModelRoutes(models, explanations).routes(),
                        new PullRoutes(zoo, models, pictures, pulls).routes(),
                        new PictureRoutes(pictures, limits, decoding).routes(),
                        new ExplainRoutes(models, pictures, explanations).routes(),
                        List.of(
                                Route.get(
                                        "/api/health",
                                        Operation.of("Reports that the studio is running")
                                                .returnsJson(Health.class),
                                        context -> context.json(new Health("ok"))),
                                Route.get(
                                        "/api/openapi.json",
                                        Operation.of("Returns this description").returnsJson(Map.class),
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
