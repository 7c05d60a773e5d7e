package io.github.gradcam4j.zoo.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The choice of a proxy: Java's own settings first, then {@code $https_proxy}, {@code $http_proxy} and
 * {@code $no_proxy} (also in capitals), as other tools use them. The local machine is always reached without a proxy.
 */
public final class EnvironmentProxies extends ProxySelector {

    private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);

    private final Map<String, String> environment;
    private final ProxySelector own;

    EnvironmentProxies(Map<String, String> environment, ProxySelector own) {
        this.environment = environment;
        this.own = own;
    }

    /** Returns the choice by the system properties and environment variables of this process. */
    public static ProxySelector ofThisProcess() {
        return new EnvironmentProxies(
                System.getenv(), Optional.ofNullable(ProxySelector.getDefault()).orElse(HttpClient.Builder.NO_PROXY));
    }

    @Override
    public List<Proxy> select(URI address) {
        List<Proxy> set = own.select(address);
        if (!set.equals(NONE) || isExcepted(address.getHost().toLowerCase(Locale.ROOT))) {
            return set;
        }
        String name = address.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
        return variable(name).map(text -> List.of(proxy(name, text))).orElse(NONE);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private boolean isExcepted(String host) {
        return host.matches("localhost|127\\..*|\\[::1]")
                || Arrays.stream(variable("no_proxy")
                                .orElse("")
                                .toLowerCase(Locale.ROOT)
                                .split("[,\\s]+"))
                        .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
                        .anyMatch(entry -> entry.equals("*")
                                || !entry.isEmpty() && (host.equals(entry) || host.endsWith("." + entry)));
    }

    private static Proxy proxy(String name, String text) {
        try {
            URI address = new URI(text.contains("://") ? text : "http://" + text).parseServerAuthority();
            int port = address.getPort() < 0 ? 80 : address.getPort();
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
        } catch (URISyntaxException | IllegalArgumentException e) { // not chained: the text may contain a password
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "$%s is not a proxy: http://HOST:PORT is expected", name));
        }
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        own.connectFailed(address, proxy, failure);
    }
}
