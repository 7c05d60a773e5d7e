package io.github.gradcam4j.image;

import com.twelvemonkeys.imageio.util.ProgressListenerBase;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Ends decoding when the thread is interrupted, and notices data that end too early. Used by one thread. */
final class DecodeObserver extends ProgressListenerBase implements IIOReadWarningListener {
    /** In the warnings of the JDK's reader of JPEG files, which fills the rest with gray. */
    private static final String MISSING_DATA = "remature end of";

    private boolean dataMissing;

    private DecodeObserver() {}

    static DecodeObserver of(ImageReader reader) {
        var observer = new DecodeObserver();
        reader.addIIOReadProgressListener(observer);
        reader.addIIOReadWarningListener(observer);
        return observer;
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (Thread.currentThread().isInterrupted()) {
            source.abort();
        }
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        dataMissing |= warning.contains(MISSING_DATA);
    }

    boolean isDataMissing() {
        return dataMissing;
    }
}
