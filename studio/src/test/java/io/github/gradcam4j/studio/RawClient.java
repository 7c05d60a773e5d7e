package io.github.gradcam4j.studio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to a studio as a socket, for what a proper client does not do. */
final class RawClient implements AutoCloseable {

    /** Small, so that the studio notices a client that does not read. */
    private static final int RECEIVE_BYTES = 4096;

    private final Socket socket;

    RawClient(Studio studio) throws IOException {
        this(studio.port());
    }

    RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
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
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The studio has sent only: " + text);
            }
            text.append((char) next);
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
