package io.github.gradcam4j.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.CancellationException;

/**
 * A run of ONNX Runtime that an interrupt of its thread terminates, as an interrupt ends a read of a channel. The JDK
 * reports interrupts only to channels.
 */
final class InterruptibleRun extends AbstractInterruptibleChannel {

    private static final System.Logger LOG = System.getLogger(InterruptibleRun.class.getName());

    /** Null after the run: a late interrupt finds nothing to terminate. */
    private OrtSession.RunOptions options;

    private InterruptibleRun() throws OrtException {
        options = new OrtSession.RunOptions();
    }

    /** A call of ONNX Runtime. */
    @FunctionalInterface
    interface Call {
        OrtSession.Result with(OrtSession.RunOptions options) throws OrtException;
    }

    /**
     * Runs a call in this thread.
     *
     * @throws CancellationException if the thread is interrupted
     */
    static OrtSession.Result of(Call call) throws OrtException {
        var run = new InterruptibleRun();
        OrtSession.Result result = null;
        try {
            run.begin();
            result = call.with(run.options);
        } finally {
            run.end(result);
        }
        return result;
    }

    /** Ends the run. A cancellation replaces the exception of the call, if any. */
    private void end(OrtSession.Result result) {
        try {
            end(result != null);
        } catch (ClosedChannelException e) {
            if (result != null) {
                result.close();
            }
            throw (CancellationException) new CancellationException("the run was interrupted").initCause(e);
        } finally {
            free();
        }
    }

    private synchronized void free() {
        options.close();
        options = null;
    }

    /** Terminates the run. This is the thread that interrupts, which a failure does not concern. */
    @Override
    protected synchronized void implCloseChannel() {
        try {
            if (options != null) {
                options.setTerminate(true);
            }
        } catch (OrtException e) {
            LOG.log(Level.WARNING, "ONNX Runtime could not end a run, which continues: " + e.getMessage());
        }
    }
}
