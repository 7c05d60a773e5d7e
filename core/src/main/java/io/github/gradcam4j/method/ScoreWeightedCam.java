package io.github.gradcam4j.method;

/**
 * A method that weights each channel by the model's score on the input masked with that channel. It runs the model once
 * or more per channel.
 */
public interface ScoreWeightedCam extends AttributionMethod {

    /** Returns the largest number of channels that is used. */
    int channels();

    /**
     * Returns this method for fewer channels: those that vary most over space (Faster Score-CAM); the others have
     * weight 0.
     *
     * @param most the largest number of channels, 1 or more
     */
    ScoreWeightedCam withChannels(int most);

    @Override
    default boolean comparesChannels() {
        return true;
    }

    @Override
    default double passes(int layerChannels, double head) {
        return Math.min(channels(), layerChannels);
    }
}
