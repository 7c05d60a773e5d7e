package io.github.gradcam4j.internal.plan;

import io.github.gradcam4j.gradient.BackwardMode;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.internal.split.ModelGraphs;
import io.github.gradcam4j.internal.split.ScoreTensors;
import io.github.gradcam4j.internal.split.Split;
import io.github.gradcam4j.model.FeatureLayout;
import io.github.gradcam4j.target.Objective;
import java.util.List;
import java.util.Locale;

/** The graphs of a plan as those of a model that is not split. Not thread safe. */
public final class PlanGraphs implements ModelGraphs {

    private final PlanContent plan;
    private final FeatureLayout layout;
    private Graph forward;

    /** Creates graphs; the forward graph is joined on first use. */
    public PlanGraphs(PlanContent plan) {
        this.plan = plan;
        this.layout = FeatureLayout.of(plan.settings().preprocessing());
    }

    @Override
    public String input() {
        return plan.input();
    }

    @Override
    public FeatureLayout layout() {
        return layout;
    }

    @Override
    public boolean mayTakeBatches() {
        return plan.takesBatches();
    }

    @Override
    public ScoreTensors scores(Objective objective) {
        requireKey(objective);
        return plan.split().scores();
    }

    /** @throws IllegalArgumentException if the plan has no graph for an objective */
    public void requireKey(Objective objective) {
        String key = plan.split().scores().key();
        if (!objective.key().equals(key)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the plan is for objectives of the kind '%s', not '%s': make another plan with Explainer.plan",
                    key,
                    objective.key()));
        }
    }

    @Override
    public Graph forward(Objective objective) {
        var scores = scores(objective);
        if (forward == null) {
            var whole = plan.split().trunk().then(plan.split().head());
            forward = whole.part(whole.inputs(), List.of(scores.logits().tensor(), scores.score()));
        }
        return forward;
    }

    @Override
    public Split gradient(Objective objective, BackwardMode mode) {
        requireKey(objective);
        var split = plan.inputGradients().get(mode);
        if (split == null) {
            throw new NoGradientException(String.format(
                    Locale.ROOT,
                    "the plan for method '%s' has no %s gradient at the input: make a plan for a method that needs it."
                            + " A custom method states it in AttributionMethod.inputGradients",
                    plan.method().id(),
                    mode.name().toLowerCase(Locale.ROOT)));
        }
        return split;
    }
}
