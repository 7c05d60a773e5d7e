package io.github.gradcam4j.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Settings of ONNX Runtime for a {@link Session}. Immutable and thread safe.
 *
 * <pre>{@code
 * SessionOptions.DEFAULT.withThreads(2).withConfigEntry("session.set_denormal_as_zero", "1")
 * }</pre>
 */
public final class SessionOptions {

    /** The CPU with one thread per processor. */
    public static final SessionOptions DEFAULT = new SessionOptions(Provider.CPU, OptionalInt.empty(), Map.of());

    private final Provider provider;
    private final OptionalInt threads;
    private final Map<String, String> configEntries;

    private SessionOptions(Provider provider, OptionalInt threads, Map<String, String> configEntries) {
        this.provider = Objects.requireNonNull(provider, "provider");
        this.threads = threads;
        this.configEntries = Map.copyOf(configEntries);
    }

    /** Returns a copy with another execution provider. */
    public SessionOptions withProvider(Provider provider) {
        return new SessionOptions(provider, threads, configEntries);
    }

    /**
     * Returns a copy with a fixed number of threads within an operator.
     *
     * @param count 1 or more
     * @throws IllegalArgumentException if the number is lower
     */
    public SessionOptions withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a session needs at least 1 thread, not " + count);
        }
        return new SessionOptions(provider, OptionalInt.of(count), configEntries);
    }

    /**
     * Returns a copy with one more <a href="https://onnxruntime.ai/docs/api/c/">configuration entry</a> of ONNX
     * Runtime; the keys are listed in its header file {@code onnxruntime_session_options_config_keys.h}. It replaces an
     * entry with the same key, including gradcam4j's defaults.
     */
    public SessionOptions withConfigEntry(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        var more = new LinkedHashMap<>(configEntries);
        more.put(key, value);
        return new SessionOptions(provider, threads, more);
    }

    /** Returns the execution provider. */
    public Provider provider() {
        return provider;
    }

    /** Returns the number of threads; empty for one per processor. */
    public OptionalInt threads() {
        return threads;
    }

    /** Returns the added configuration entries, by key. */
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
