package io.github.gradcam4j.studio.api;

import io.github.gradcam4j.report.ModelInfo;
import java.util.List;

/**
 * The models of the studio.
 *
 * @param models the default model first
 */
public record ModelList(List<ModelInfo> models) {}
