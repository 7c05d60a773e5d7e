package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A client of a running studio's HTTP interface. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "----gradcam4j";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI studio;

    Client(Studio studio) {
        this(URI.create(studio.url()));
    }

    Client(URI studio) {
        this.studio = studio;
    }

    /** @param headers names and values, alternating */
    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(studio.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** @param headers names and values, alternating */
    HttpResponse<byte[]> post(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(studio.resolve(path)).POST(HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }

    HttpResponse<byte[]> upload(byte[]... files) throws Exception {
        var body = new ByteArrayOutputStream();
        for (byte[] file : files) {
            body.write(("--" + BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n"
                            + "Content-Type: image/png\r\n\r\n")
                    .getBytes(UTF_8));
            body.write(file);
            body.write("\r\n".getBytes(UTF_8));
        }
        body.write(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        var request = HttpRequest.newBuilder(studio.resolve("/api/pictures"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Returns the status for a request with exactly these headers, which the regular client does not send. */
    int status(String method, String path, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", studio.getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
