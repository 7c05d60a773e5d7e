package io.github.gradcam4j.studio.api;

import io.github.gradcam4j.report.SampleInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sample images.
 *
 * @param photographs the photographs that can be downloaded; null if a custom folder is shown instead
 */
public record Gallery(List<SampleInfo> samples, @Nullable PhotographsInfo photographs) {}
