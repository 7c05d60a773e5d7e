package io.github.gradcam4j.zoo.download;

import static io.github.gradcam4j.zoo.download.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {

    private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);

    private static List<Proxy> select(Map<String, String> environment, String address) {
        return new EnvironmentProxies(environment, HttpClient.Builder.NO_PROXY).select(URI.create(address));
    }

    private static List<Proxy> proxy(String host, int port) {
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    }

    @Test
    void eachSchemeHasItsOwn() {
        var environment = Map.of("https_proxy", "http://proxy.invalid:3128/", "HTTP_PROXY", "plain.invalid");
        assertEquals(proxy("proxy.invalid", 3128), select(environment, "https://models.invalid/x"));
        assertEquals(proxy("plain.invalid", 80), select(environment, "http://models.invalid/x"));
        assertEquals(NONE, select(environment, "http://127.0.0.1:9/x"));
        assertEquals(NONE, select(Map.of("https_proxy", " "), "https://models.invalid/x"));
    }

    @Test
    void exceptionsNameHostsAndDomains() {
        var environment = Map.of("https_proxy", "p.invalid:1", "no_proxy", "one.invalid, .two.invalid,*.three.invalid");
        assertEquals(NONE, select(environment, "https://one.invalid/x"));
        assertEquals(NONE, select(environment, "https://a.TWO.invalid/x"));
        assertEquals(NONE, select(environment, "https://a.three.invalid/x"));
        assertEquals(proxy("p.invalid", 1), select(environment, "https://zone.invalid/x"));
        assertEquals(NONE, select(Map.of("https_proxy", "p.invalid:1", "no_proxy", "*"), "https://one.invalid/x"));
    }

    @Test
    void javasOwnSettingsComeFirst() {
        var own = ProxySelector.of(InetSocketAddress.createUnresolved("own.invalid", 7));
        var both = new EnvironmentProxies(Map.of("https_proxy", "p.invalid:1"), own);
        assertEquals(
                "own.invalid",
                ((InetSocketAddress) both.select(URI.create("https://x.invalid/"))
                                .get(0)
                                .address())
                        .getHostString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://me:secret@", "a b secret", "/secret"})
    void whatIsNoProxyIsAnErrorThatShowsNoPassword(String text) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> select(Map.of("https_proxy", text), "https://x.invalid/"));
        assertEquals("$https_proxy is not a proxy: http://HOST:PORT is expected", e.getMessage());
    }

    @Test
    void theClientGoesThroughTheProxy() throws Exception {
        try (var server = new ScriptedServer(whole(new byte[] {1, 2, 3}))) {
            var environment = Map.of("http_proxy", server.url("").toString());
            var client = HttpClient.newBuilder()
                    .proxy(new EnvironmentProxies(environment, HttpClient.Builder.NO_PROXY))
                    .build();
            var request = HttpRequest.newBuilder(URI.create("http://models.invalid/x"))
                    .build();
            assertEquals(3, client.send(request, BodyHandlers.ofByteArray()).body().length);
            assertEquals("http://models.invalid/x", server.requests().get(0).path());
        }
    }
}
