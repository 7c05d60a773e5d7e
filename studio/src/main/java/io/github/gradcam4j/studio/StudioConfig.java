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

/** How a studio is set up, see {@link Studio#create}. Not thread safe. */
public final class StudioConfig {

    String host = "127.0.0.1";
    int port = 8501;
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
    Duration longest = Duration.ofMinutes(15);
    Provider provider = Provider.CPU;

    StudioConfig() {}

    /** The address or name to listen on; this computer alone by default. */
    public StudioConfig host(String host) {
        this.host = host;
        return this;
    }

    /** The port to listen on; 0 for any that is free. */
    public StudioConfig port(int port) {
        this.port = port;
        return this;
    }

    /** Offers a model of one's own before those of the catalog. */
    public StudioConfig model(Model model) {
        models.add(model);
        return this;
    }

    /** Where models and photographs are kept; as the environment says by default. */
    public StudioConfig home(CacheDirectory home) {
        this.home = home;
        return this;
    }

    /** A folder of pictures in the curated format, shown beside the drawn scenes. */
    public StudioConfig samples(Path folder) {
        samples = Optional.of(folder);
        return this;
    }

    /** Where the curated photographs are fetched from and kept; Wikimedia Commons and the home's folder by default. */
    public StudioConfig photographs(Photographs photographs) {
        this.photographs = Optional.of(photographs);
        return this;
    }

    /** The largest file and the largest picture that is taken in. */
    public StudioConfig uploads(long bytes, long pixels) {
        uploadBytes = bytes;
        uploadPixels = pixels;
        return this;
    }

    /** How long a picture that was brought along is kept. */
    public StudioConfig uploadLifetime(Duration lifetime) {
        uploadLifetime = lifetime;
        return this;
    }

    /** What computes; this computer's processor by default. */
    public StudioConfig provider(Provider wanted) {
        provider = wanted;
        return this;
    }

    /** How long a question waits for its turn before it is refused. */
    public StudioConfig patience(Duration longest) {
        patience = longest;
        return this;
    }

    /** How long a method that runs the model many times may take before it is ended; a quarter of an hour by default. */
    public StudioConfig longest(Duration time) {
        longest = time;
        return this;
    }
}
