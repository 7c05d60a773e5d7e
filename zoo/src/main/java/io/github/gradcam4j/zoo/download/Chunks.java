package io.github.gradcam4j.zoo.download;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, read piece by piece while it arrives, with a time limit for each piece. Closing it early ends
 * the connection.
 */
final class Chunks implements BodySubscriber<Chunks>, AutoCloseable {

    private sealed interface Signal {
        record Arrived(List<ByteBuffer> bytes) implements Signal {}

        record Ended() implements Signal {}

        record Broke(Throwable cause) implements Signal {}
    }

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Chunks> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription chosen) {
        subscription.complete(chosen);
        chosen.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        signals.add(new Signal.Arrived(bytes));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.Ended());
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Signal.Broke(cause));
    }

    /**
     * Returns the next piece; empty at the end of the body. Must not be called again after the end.
     *
     * @throws HttpTimeoutException if no piece arrives in time
     * @throws IOException if the connection breaks
     */
    Optional<List<ByteBuffer>> next(Duration patience) throws IOException, InterruptedException {
        Signal signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (signal instanceof Signal.Arrived arrived) {
            subscription.join().request(1);
            return Optional.of(arrived.bytes());
        }
        if (signal instanceof Signal.Broke broke) {
            throw new IOException("the connection broke: " + broke.cause().getMessage(), broke.cause());
        }
        if (signal == null) {
            throw new HttpTimeoutException(
                    String.format(Locale.ROOT, "no data arrived for %.1f seconds", patience.toMillis() / 1e3));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
