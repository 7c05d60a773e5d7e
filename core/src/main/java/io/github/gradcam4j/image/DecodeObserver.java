package io.github.gradcam4j.image;

import com.twelvemonkeys.imageio.util.ProgressListenerBase;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Ends decoding when the thread is interrupted, and notices missing data. Used by one thread. */
final class DecodeObserver extends ProgressListenerBase implements IIOReadWarningListener {
    /** In the warnings of the JDK's reader of JPEG files, which fills the rest with gray. */
    private static final String MISSING_DATA = "remature end of";

    private static final int GRAY = 128;
    private static final double LARGEST_MISSING = 0.1;

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

    /**
     * Returns whether data are missing that the image cannot do without: those of a larger part. A smaller one, as at
     * the end or after an error of a few bytes, is left gray, as in other programs.
     */
    boolean isIncomplete(BufferedImage decoded) {
        return dataMissing && grayPixels(decoded) > LARGEST_MISSING * decoded.getWidth() * decoded.getHeight();
    }

    /** Returns the number of pixels in the gray of missing data. */
    private static long grayPixels(BufferedImage image) {
        var samples = image.getRaster();
        int width = image.getWidth();
        int bands = samples.getNumBands();
        var row = new int[width * bands];
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            samples.getPixels(0, y, width, 1, row);
            for (int at = 0; at < row.length; at += bands) {
                if (Arrays.stream(row, at, at + bands).allMatch(sample -> sample == GRAY)) {
                    count++;
                }
            }
        }
        return count;
    }
}
