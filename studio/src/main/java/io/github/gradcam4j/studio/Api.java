package io.github.gradcam4j.studio;

import io.github.gradcam4j.image.DecodeLimits;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.SampleException;
import io.github.gradcam4j.studio.api.Health;
import io.github.gradcam4j.zoo.Zoo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The HTTP interface under {@code /api}: its routes, and the services behind them.
 *
 * @param bulkheads where requests wait, each in a thread of the server
 */
record Api(ExplanationService explanations, Pulls pulls, List<Bulkhead> bulkheads, List<Route> routes)
        implements AutoCloseable {

    /** Images decoded or drawn at a time: each takes several times the memory of its pixels. */
    private static final int IMAGES = 2;

    private static final int STREAMS = 32;
    private static final int WAITING_UPLOADS = 8;
    private static final int WAITING_DECODES = 16;
    private static final int WAITING_IMAGES = 32;
    private static final String TOO_MANY_IMAGES = "Too many images at a time. Try again in a moment.";

    static Api of(StudioConfig config, Exposure exposure) {
        var explanations = new ExplanationService(config);
        var zoo = Zoo.at(config.home);
        var models = new Models(config.models, zoo);
        var pulls = new Pulls(config.pullGrace);
        var drawing = new Bulkhead(IMAGES, WAITING_IMAGES, config.patience, TOO_MANY_IMAGES);
        var decoders = new Bulkhead(IMAGES, WAITING_DECODES, config.patience, TOO_MANY_IMAGES);
        var decoding = new Decoding(decoders, config.longestDecoding);
        var uploading = new Bulkhead(PictureRoutes.UPLOADS, WAITING_UPLOADS, config.patience, TOO_MANY_IMAGES);
        var streams = new Bulkhead(
                STREAMS, 0, Duration.ZERO, "Too many pages follow downloads. Close some, or try again later.");
        var pictures = pictures(config, decoding, drawing);
        var limits = new DecodeLimits(config.uploadPixels, config.uploadBytes);
        var routes = Stream.of(
                        new ModelRoutes(models, explanations).routes(),
                        new PullRoutes(zoo, models, pictures, pulls, streams, exposure.downloads()).routes(),
                        new PictureRoutes(pictures, limits, uploading, decoding, drawing).routes(),
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
        var bulkheads = Stream.concat(
                        explanations.bulkheads().stream(), Stream.of(drawing, decoders, uploading, streams))
                .toList();
        return new Api(explanations, pulls, bulkheads, routes);
    }

    private static Pictures pictures(StudioConfig config, Decoding decoding, Bulkhead drawing) {
        try {
            return new Pictures(
                    config.samples,
                    config.photographs.orElseGet(() -> Photographs.in(config.home.samples())),
                    new Uploads(config.uploadsBytes, config.uploadLifetime),
                    decoding,
                    drawing);
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
