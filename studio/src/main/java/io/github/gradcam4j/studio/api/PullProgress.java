package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a download.
 *
 * @param step the current step, in words
 * @param done bytes of a model, or photographs, so far
 * @param total bytes or photographs in all; null if unknown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PullProgress(String step, long done, @Nullable Long total) {

    /** The progress of a download that has not started. */
    public static final PullProgress WAITING = new PullProgress("Waiting", 0, null);

    private static final Map<Phase, String> STEPS = Map.of(
            Phase.WAITING, "Waiting",
            Phase.DOWNLOADING, "Downloading",
            Phase.VERIFYING, "Verifying",
            Phase.CONVERTING, "Converting to ONNX",
            Phase.DONE, "Done");

    /** Returns the progress of a model's download. */
    public static PullProgress of(Progress model) {
        return new PullProgress(STEPS.get(model.phase()), model.done(), model.total() > 0 ? model.total() : null);
    }

    /** Returns the progress after a photograph. */
    public static PullProgress of(Photographs.Step photograph) {
        return new PullProgress(photograph.photograph().title(), photograph.number(), (long) photograph.total());
    }
}
