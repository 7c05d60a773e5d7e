package io.github.gradcam4j.zoo.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A server on plain sockets that follows a script and may break the protocol: the first request gets the first answer,
 * the second the second, and so on.
 */
final class ScriptedServer implements AutoCloseable {

    /** The answer to a request; the connection ends after it. */
    interface Answer {
        void to(Request request, Socket socket) throws Exception;
    }

    /** @param headers by name, in any case */
    record Request(String path, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** Returns the first requested byte. */
        int from() {
            return header("Range")
                    .map(range -> Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")))
                    .orElse(0);
        }
    }

    private final ServerSocket listening;
    private final List<Answer> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Starts a server; its last answer is for all following requests. */
    ScriptedServer(Answer... script) throws IOException {
        this.script = List.of(script);
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(this::listen);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
    }

    List<Request> requests() {
        return requests;
    }

    private Void listen() throws IOException {
        while (true) {
            Socket socket = listening.accept();
            threads.submit(() -> converse(socket));
        }
    }

    private Void converse(Socket socket) throws Exception {
        try (socket) {
            Request request = read(socket);
            Answer answer;
            synchronized (requests) {
                answer = script.get(Math.min(requests.size(), script.size() - 1));
                requests.add(request);
            }
            answer.to(request, socket);
        }
        return null;
    }

    private static Request read(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String path = in.readLine().split(" ")[1];
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0], parts[1]);
        }
        return new Request(path, headers);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    /** Sends a status and headers, without a body. */
    static Answer status(int status, String... headers) {
        return (request, socket) -> head(socket, status, concat(headers, "Content-Length: 0"));
    }

    /** Sends the whole file and ignores the requested range. */
    static Answer whole(byte[] file, String... headers) {
        return (request, socket) -> {
            head(socket, 200, concat(headers, "Content-Length: " + file.length));
            socket.getOutputStream().write(file);
        };
    }

    /** Sends the requested range, see RFC 9110. */
    static Answer ranges(byte[] file, String... headers) {
        return upTo(file.length, file, headers);
    }

    /** Sends the requested range up to position {@code end} and closes the connection. */
    static Answer upTo(int end, byte[] file, String... headers) {
        return (request, socket) -> {
            int from = startOf(request, socket, file, headers);
            socket.getOutputStream().write(file, from, Math.max(0, end - from));
        };
    }

    /** Sends as {@link #upTo}, then keeps the connection open without sending. */
    static Answer silentFrom(int end, byte[] file, String... headers) {
        return (request, socket) -> {
            upTo(end, file, headers).to(request, socket);
            socket.getOutputStream().flush();
            Thread.sleep(60_000);
        };
    }

    private static int startOf(Request request, Socket socket, byte[] file, String... headers) throws IOException {
        boolean same = request.header("If-Range")
                .map(validator -> List.of(headers).contains("ETag: " + validator)
                        || List.of(headers).contains("Last-Modified: " + validator))
                .orElse(true);
        int from = same ? request.from() : 0;
        if (from == 0) {
            head(socket, 200, concat(headers, "Content-Length: " + file.length));
        } else {
            head(
                    socket,
                    206,
                    concat(
                            headers,
                            "Content-Length: " + (file.length - from),
                            "Content-Range: bytes %d-%d/%d".formatted(from, file.length - 1, file.length)));
        }
        return from;
    }

    static void head(Socket socket, int status, String... headers) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("HTTP/1.1 " + status + " Scripted\r\nConnection: close\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "\r\n" : "\r\n\r\n"))
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
