package io.github.gradcam4j.studio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.gradcam4j.image.Image;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Uploaded images, in memory only. Their bytes are bounded: each is deleted after a fixed time, or earlier to make room
 * for newer ones. Their ids cannot be guessed. Thread safe.
 */
final class Uploads {

    /** An uploaded image. */
    record Upload(String id, Image picture, Instant expires) {}

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cache<String, Upload> pictures;
    private final Duration lifetime;
    private final long bytes;

    Uploads(long bytes, Duration lifetime) {
        this.lifetime = lifetime;
        this.bytes = bytes;
        pictures = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((String id, Upload upload) -> weight(upload.picture()))
                .expireAfter(Expiry.<String, Upload>creating((id, upload) -> lifetime))
                .build();
    }

    /**
     * Adds an image under a new id.
     *
     * @throws HttpProblem if it is larger than all uploads together may be (413)
     */
    Upload add(Image picture) {
        if (weight(picture) > bytes) {
            throw new HttpProblem(
                    413,
                    "Too large",
                    String.format(Locale.ROOT, "All uploads together may have %d megapixels", bytes / 3_000_000));
        }
        byte[] name = new byte[16];
        RANDOM.nextBytes(name);
        var upload = new Upload(
                HexFormat.of().formatHex(name),
                picture,
                Clock.systemUTC().instant().plus(lifetime));
        pictures.put(upload.id(), upload);
        return upload;
    }

    /** Returns whether an image's id is that of an upload, present or deleted. */
    static boolean isId(String picture) {
        return ID.matcher(picture).matches();
    }

    Optional<Image> find(String id) {
        return Optional.ofNullable(pictures.getIfPresent(id)).map(Upload::picture);
    }

    private static int weight(Image picture) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, 3L * picture.width() * picture.height()));
    }
}
