package io.github.gradcam4j.cli;

import io.github.gradcam4j.runtime.NativeLibrary;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Prepares the engine. */
final class Engine {

    private Engine() {}

    /**
     * Unpacks the engine's native library into the cache directory. If that fails, the engine unpacks it at each start.
     */
    static void prepare() {
        try {
            NativeLibrary.unpackInto(CacheDirectory.fromEnvironment().path());
        } catch (IOException e) {
            Logger.getLogger(Engine.class.getName())
                    .log(
                            Level.INFO,
                            "Cannot unpack the engine's library into the cache directory; it is unpacked at each start",
                            e);
        }
    }
}
