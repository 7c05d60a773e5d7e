package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A connection to a studio as a socket, for what a proper client does not do. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient(Studio studio) throws IOException {
        socket = new Socket("127.0.0.1", studio.port());
        socket.setSoTimeout(40_000);
    }

    /** Sends a request without a body. */
    void request(String method, String path) throws IOException {
        send(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort() + "\r\n\r\n");
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    boolean isAnswered() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** Reads the headers of a response, up to the empty line. */
    String headers() throws IOException {
        var text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0 && text.indexOf("\r\n\r\n") < 0; next = in.read()) {
            text.append((char) next);
            if (text.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return text.toString();
    }

    /** Reads until the studio closes the connection. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        disconnect();
    }
}
