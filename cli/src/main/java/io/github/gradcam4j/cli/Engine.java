package io.github.gradcam4j.cli;

import io.github.gradcam4j.runtime.NativeLibrary;
import io.github.gradcam4j.zoo.CacheDirectory;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What is done once before the engine is used. */
final class Engine {

    private Engine() {}

    /** Keeps the engine's native library in our home. Where that is not writable the engine unpacks it for itself. */
    static void prepare() {
        try {
            NativeLibrary.unpackInto(CacheDirectory.fromEnvironment().path());
        } catch (IOException e) {
            Logger.getLogger(Engine.class.getName())
                    .log(Level.INFO, "The engine's library is unpacked at each start", e);
        }
    }
}
