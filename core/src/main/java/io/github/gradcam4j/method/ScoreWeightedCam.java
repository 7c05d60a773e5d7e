package io.github.gradcam4j.method;

/** A method that judges a channel by what the model says of the picture seen through it: many runs, fewer where fewer channels are taken. */
public interface ScoreWeightedCam extends AttributionMethod {

    /** How many channels are taken at most. */
    int channels();

    /**
     * The same method for fewer channels: those that vary most over space (Faster Score-CAM); the others weigh 0.
     *
     * @param most 1 or more
     */
    ScoreWeightedCam withChannels(int most);

    @Override
    default Cost cost() {
        return Cost.MANY_PASSES;
    }
}
