package io.github.gradcam4j.studio.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.gradcam4j.samples.Photographs;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import io.github.gradcam4j.zoo.download.DownloadListener.Progress;
import java.util.Map;

/**
 * How far a download is.
 *
 * @param step in words
 * @param done so far: bytes of a model, or photographs
 * @param total in all, null where unknown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PullProgress(String step, long done, Long total) {

    public static final PullProgress WAITING = new PullProgress("Waiting", 0, null);

    private static final Map<Phase, String> STEPS = Map.of(
            Phase.WAITING, "Waiting",
            Phase.DOWNLOADING, "Downloading",
            Phase.VERIFYING, "Verifying",
            Phase.CONVERTING, "Making an ONNX model of it",
            Phase.DONE, "Done");

    public static PullProgress of(Progress model) {
        return new PullProgress(STEPS.get(model.phase()), model.done(), model.total() > 0 ? model.total() : null);
    }

    public static PullProgress of(Photographs.Step photograph) {
        return new PullProgress(photograph.photograph().title(), photograph.number(), (long) photograph.total());
    }
}
