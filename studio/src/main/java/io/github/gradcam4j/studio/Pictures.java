package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.gradcam4j.cam.Labels;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.image.Picture;
import io.github.gradcam4j.studio.api.SampleInfo;
import io.github.gradcam4j.zoo.ImageNet;
import io.github.gradcam4j.zoo.scene.Scene;
import io.github.gradcam4j.zoo.scene.Scenes;
import java.util.List;
import java.util.Optional;

/** The pictures that can be explained: samples by their names, uploads by theirs. Thread safe. */
final class Pictures {

    private static final long HELD_BYTES = 96L << 20;
    private static final int SIDE = 448;
    private static final Labels LABELS = ImageNet.labels();
    private static final String PREFIX = "sample:";

    private final Uploads uploads;
    private final Cache<String, Picture> drawn = Caffeine.newBuilder()
            .maximumWeight(HELD_BYTES)
            .weigher((String id, Picture picture) -> 3 * picture.width() * picture.height())
            .build();

    Pictures(Uploads uploads) {
        this.uploads = uploads;
    }

    Uploads uploads() {
        return uploads;
    }

    List<SampleInfo> samples() {
        return Scenes.all().stream()
                .map(scene -> new SampleInfo(
                        scene.id(),
                        scene.group().id(),
                        scene.title(),
                        new SampleInfo.ClassRef(scene.classIndex(), LABELS.name(scene.classIndex())),
                        null,
                        null,
                        "drawn by gradcam4j",
                        true))
                .toList();
    }

    /** What a sample shows, in words. */
    Optional<String> truth(String id) {
        return samples().stream()
                .filter(sample -> sample.id().equals(name(id)))
                .map(sample -> sample.shown().label())
                .findFirst();
    }

    private static String name(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }

    /** A sample's picture. */
    Picture sample(String id) {
        return drawn.get(id, drawing -> scene(id).draw(SIDE, SIDE).picture());
    }

    private static Scene scene(String id) {
        return Scenes.all().stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound("There is no sample " + id + "; see /api/samples"));
    }

    /** Where a drawn scene's object is. */
    Mask mask(String id) {
        return scene(id).draw(SIDE, SIDE).mask();
    }

    /** An upload's picture. */
    Picture upload(String id) {
        return uploads.find(id)
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is no picture %s: uploads are forgotten after a while, add it again".formatted(id)));
    }

    /** A sample by its name, with or without {@code sample:} before it, or an upload by its id. */
    Picture find(String id) {
        return uploads.find(id).orElseGet(() -> sample(name(id)));
    }
}
