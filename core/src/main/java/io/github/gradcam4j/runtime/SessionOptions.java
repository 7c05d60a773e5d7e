package io.github.gradcam4j.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Settings of ONNX Runtime for a {@link Session}. Immutable.
 *
 * <pre>{@code
 * SessionOptions.DEFAULT.withThreads(2).withConfigEntry("session.set_denormal_as_zero", "1")
 * }</pre>
 */
public final class SessionOptions {

    /** The CPU with one thread for each processor. */
    public static final SessionOptions DEFAULT = new SessionOptions(Provider.CPU, OptionalInt.empty(), Map.of());

    private final Provider provider;
    private final OptionalInt threads;
    private final Map<String, String> configEntries;

    private SessionOptions(Provider provider, OptionalInt threads, Map<String, String> configEntries) {
        this.provider = Objects.requireNonNull(provider);
        this.threads = threads;
        this.configEntries = Map.copyOf(configEntries);
    }

    /** Returns these options with another execution provider. */
    public SessionOptions withProvider(Provider changed) {
        return new SessionOptions(changed, threads, configEntries);
    }

    /**
     * Returns these options with a fixed number of threads for the work inside an operator.
     *
     * @param count 1 or more
     */
    public SessionOptions withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a session needs 1 thread or more, not " + count);
        }
        return new SessionOptions(provider, OptionalInt.of(count), configEntries);
    }

    /**
     * Returns these options with one more of ONNX Runtime's <a
     * href="https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_session_options_config_keys.h">configuration
     * entries</a>. It replaces an earlier entry of that key, and gradcam4j's own choice.
     */
    public SessionOptions withConfigEntry(String key, String value) {
        var more = new LinkedHashMap<>(configEntries);
        more.put(key, value);
        return new SessionOptions(provider, threads, more);
    }

    /** Returns the execution provider. */
    public Provider provider() {
        return provider;
    }

    /** Returns the number of threads; empty for one for each processor. */
    public OptionalInt threads() {
        return threads;
    }

    /** Returns the configuration entries that were added. */
    public Map<String, String> configEntries() {
        return configEntries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionOptions options
                && options.provider == provider
                && options.threads.equals(threads)
                && options.configEntries.equals(configEntries);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, threads, configEntries);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "SessionOptions[provider %s, threads %s, %s]",
                provider,
                threads.isPresent() ? threads.getAsInt() : "all",
                configEntries);
    }
}
