package io.github.gradcam4j.studio.api;

import java.util.List;

/**
 * The attribution methods.
 *
 * @param methods baselines last
 */
public record MethodList(List<MethodInfo> methods) {

    /**
     * An attribution method.
     *
     * @param id the name to request it by
     * @param title the name shown for the method
     * @param slow whether it runs the model many times; /api/explain.events reports its progress
     */
    public record MethodInfo(String id, String title, boolean slow) {}
}
