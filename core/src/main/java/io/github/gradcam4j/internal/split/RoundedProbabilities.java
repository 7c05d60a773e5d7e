package io.github.gradcam4j.internal.split;

import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.Graph;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.internal.model.PerImage;
import io.github.gradcam4j.internal.model.ProbabilityOutput;
import io.github.gradcam4j.internal.split.ClassScores.Form;
import io.github.gradcam4j.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The probabilities of a quantized model that rounds them, computed by the part of its graph behind the logits.
 *
 * @param part the part of the graph; its input is the tensor of the logits
 * @param logits the scores of the classes in the logits
 * @param shape the shape of the logits for one image
 * @param output the output of the model
 * @param probabilities the probabilities of the classes in the output of the part
 */
public record RoundedProbabilities(
        Graph part, ClassScores logits, long[] shape, ProbabilityOutput output, ClassScores probabilities) {

    /** Returns the probabilities of a model; empty if they are those of its activation, without rounding. */
    public static Optional<RoundedProbabilities> of(LoadedModel model) {
        var location = model.logits();
        return location.probabilities()
                .filter(output -> location.activation().equals(Optional.of(model.activation())))
                .flatMap(output -> of(model, output));
    }

    private static Optional<RoundedProbabilities> of(LoadedModel model, ProbabilityOutput output) {
        var logits = model.scores();
        var graph = model.graph().graph();
        var shape = new PerImage(model.graph()).shape(logits.tensor());
        var input = TensorInfo.of(
                logits.tensor(), ElementType.FLOAT, Arrays.stream(shape).boxed().toArray());
        var part = graph.part(List.of(input), List.of(output.tensor()));
        if (!part.quantizes() || part.inputs().size() > 1) {
            return Optional.empty();
        }
        var builder = GraphBuilder.from(part);
        String values = output.write(builder);
        var written = builder.build().part(part.inputs(), List.of(values));
        var form = logits.form() == Form.LOGIT_OF_SECOND ? Form.PROBABILITY_OF_SECOND : Form.ONE_PER_CLASS;
        return Optional.of(new RoundedProbabilities(
                written, logits, shape, output, new ClassScores(values, logits.values(), form)));
    }

    /** Computes the probabilities of all classes from their logits. */
    public float[] of(float[] scores, SessionCache sessions) {
        var values = logits.form() == Form.LOGIT_OF_SECOND ? new float[] {scores[1]} : scores;
        var outputs = sessions.of(part).run(Map.of(logits.tensor(), Tensor.of(values, shape)));
        return probabilities.rows(outputs.get(probabilities.tensor()), 1).get(0);
    }

    /**
     * Writes the probabilities of all classes, [N, classes], behind the output of the model, and returns their name.
     */
    String write(GraphBuilder model) {
        return new ClassScores(output.write(model), probabilities.values(), probabilities.form()).write(model);
    }
}
