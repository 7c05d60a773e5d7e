package io.github.gradcam4j.studio;

import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.runtime.Provider;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.samples.Samples;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The settings of a studio, see {@link Studio#create}. Not thread safe. */
public final class StudioConfig {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{8,128}");

    String host = "127.0.0.1";
    int port = 8501;
    Optional<String> token = Optional.empty();
    boolean allowModels;
    Optional<Exposure> exposure = Optional.empty();
    final List<Model> models = new ArrayList<>();
    CacheDirectory home = CacheDirectory.fromEnvironment();
    Optional<Path> samples = Samples.ownFolder();
    Optional<Photographs> photographs = Optional.empty();
    long uploadBytes = 32L << 20;
    long uploadPixels = 64_000_000;
    long uploadsBytes = 256L << 20;
    long explanationsBytes = 128L << 20;
    Duration uploadLifetime = Duration.ofMinutes(60);
    Duration patience = Duration.ofSeconds(10);
    int longRequests = Studio.LONG_REQUESTS;
    Duration bodyGrace = Duration.ofSeconds(10);
    Duration bodyTime = Duration.ofMinutes(2);
    Duration pullGrace = Duration.ofSeconds(10);
    Duration longest = Duration.ofMinutes(15);
    Duration longestDecoding = Duration.ofSeconds(20);
    Provider provider = Provider.CPU;

    /** The time for limits of clients, in nanoseconds. */
    LongSupplier clock = System::nanoTime;

    StudioConfig() {}

    /**
     * Sets the address or host name to listen on; {@code 127.0.0.1} by default, which only this computer can reach. On
     * any other, clients need a token, their requests are limited, and they cannot start downloads; see {@link #token}
     * and {@link #allowModels}.
     */
    public StudioConfig host(String host) {
        this.host = host;
        return this;
    }

    /** Sets the port to listen on; 8501 by default, 0 for any free one. */
    public StudioConfig port(int port) {
        this.port = port;
        return this;
    }

    /**
     * Sets the token that clients present; a random one by default if other computers can reach the studio, else none.
     * {@link Studio#link} contains it.
     *
     * @param secret 8 to 128 letters, digits, and {@code . _ ~ -}
     * @throws IllegalArgumentException if it contains others
     */
    public StudioConfig token(String secret) {
        checkToken(secret);
        token = Optional.of(secret);
        return this;
    }

    /**
     * Checks that a token can be a part of an address, a header and a cookie.
     *
     * @throws IllegalArgumentException as {@link #token}
     */
    public static void checkToken(String secret) {
        if (!TOKEN.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "a token has 8 to 128 letters, digits and . _ ~ -, since it is a part of an address");
        }
    }

    /**
     * Lets clients download models and photographs to this computer also if other computers can reach the studio; then
     * no client can by default.
     */
    public StudioConfig allowModels() {
        allowModels = true;
        return this;
    }

    /** Adds a custom model, which is listed before those of the catalog. */
    public StudioConfig model(Model model) {
        models.add(model);
        return this;
    }

    /** Sets the directory of models and photographs; {@link CacheDirectory#fromEnvironment} by default. */
    public StudioConfig home(CacheDirectory home) {
        this.home = home;
        return this;
    }

    /** Sets a folder of custom samples ({@code metadata.json} and images), shown in place of the photographs. */
    public StudioConfig samples(Path folder) {
        samples = Optional.of(folder);
        return this;
    }

    /** Sets the source and folder of the curated photographs; Wikimedia Commons and the cache directory by default. */
    public StudioConfig photographs(Photographs photographs) {
        this.photographs = Optional.of(photographs);
        return this;
    }

    /**
     * Sets the largest upload; 32 MiB and 64 megapixels by default.
     *
     * @param bytes of the file
     * @param pixels of the decoded image
     */
    public StudioConfig uploads(long bytes, long pixels) {
        uploadBytes = bytes;
        uploadPixels = pixels;
        return this;
    }

    /** Sets how long an image may be decoded before its request fails with status 422; 20 seconds by default. */
    public StudioConfig decoding(Duration longest) {
        longestDecoding = longest;
        return this;
    }

    /** Sets how long an upload is kept; one hour by default. */
    public StudioConfig uploadLifetime(Duration lifetime) {
        uploadLifetime = lifetime;
        return this;
    }

    /** Sets the execution provider; the CPU by default. */
    public StudioConfig provider(Provider wanted) {
        provider = wanted;
        return this;
    }

    /** Sets how long a request waits for its turn before it fails with status 503; ten seconds by default. */
    public StudioConfig patience(Duration longest) {
        patience = longest;
        return this;
    }

    /** Sets the time limit of methods that run the model many times; 15 minutes by default. */
    public StudioConfig longest(Duration time) {
        longest = time;
        return this;
    }
}
