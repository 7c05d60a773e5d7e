package io.github.gradcam4j.mutation;

import io.github.gradcam4j.explain.ExplainRequest;
import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.gradient.DifferentiableGraph;
import io.github.gradcam4j.gradient.GradientGraph;
import io.github.gradcam4j.gradient.NoGradientException;
import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.EngineException;
import io.github.gradcam4j.runtime.Tensor;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/**
 * Opens mutants one after the other, in a process of its own that may crash. The file of the mutant at work is in the
 * folder; what happened is printed, one line for each mutant.
 */
final class Mutants {

    /** The name of the file with the mutant at work. */
    static final String CURRENT = "current.onnx";

    /** The exit code when one mutant takes too long. */
    static final int TOO_LONG = 99;

    /** Before the number of a mutant. */
    static final String NUMBER = "mutant ";

    /** Before an exception that is a defect. */
    static final String WRONG = "wrong ";

    /** The start of the engine's classes, in the stack of a mutant that takes long as its author wished. */
    static final String IN_ENGINE = "ai.onnxruntime.";

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long MOST_VALUES = 1 << 20;

    private final Path folder;
    private volatile Duration started = spent();

    private Mutants(Path folder) {
        this.folder = folder;
    }

    /** Arguments: the folder, the number of the first mutant, and of the one after the last. */
    public static void main(String... args) throws IOException {
        var mutants = new Mutants(Path.of(args[0]));
        mutants.watch();
        mutants.run(Long.parseLong(args[1]), Long.parseLong(args[2]));
    }

    /** Returns a mutant by its number, always the same. */
    static ModelProto mutant(long number) {
        var random = new Random(number * 0x9E3779B97F4A7C15L);
        var seeds = List.copyOf(Seeds.all().values());
        return new Mutator(random, Operators.all()).mutate(seeds.get(random.nextInt(seeds.size())), seeds);
    }

    private void run(long from, long to) throws IOException {
        for (long number = from; number < to; number++) {
            byte[] model = mutant(number).toByteArray();
            Files.write(folder.resolve(CURRENT), model);
            started = spent();
            System.out.println(NUMBER + number);
            System.out.println(outcome(model, number));
        }
    }

    /** Returns the processor time of this process, which other programs do not lengthen. */
    private static Duration spent() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends the process when a mutant takes too long, which the engine cannot be kept from. */
    private void watch() {
        var main = Thread.currentThread();
        var watch = new Thread(() -> {
            while (spent().minus(started).compareTo(LIMIT) < 0) {
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    return;
                }
            }
            var stack = main.getStackTrace();
            System.out.println("too long: " + Arrays.toString(stack));
            System.out.flush();
            Runtime.getRuntime().halt(TOO_LONG);
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** Returns "explained" or the exception that refused the model; for any other, its stack trace. */
    static String outcome(byte[] model, long number) {
        try {
            explain(model, number);
            return "explained";
        } catch (InvalidModelException | EngineException | NoGradientException first) {
            try {
                differentiate(model);
                return "differentiated";
            } catch (InvalidModelException | EngineException | NoGradientException second) {
                return "refused " + first.getClass().getSimpleName() + ": " + line(second);
            } catch (Exception | Error second) {
                return wrong(second);
            }
        } catch (Exception | Error e) {
            return isAboutValues(e) ? "refused " + line(e) : wrong(e);
        }
    }

    /** Returns whether the model computes no numbers, or takes no image of ours. */
    private static boolean isAboutValues(Throwable e) {
        var thrown = e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].getClassName();
        return thrown.endsWith(".Predictions")
                || thrown.endsWith(".InputForm") && e.getMessage().contains("channels");
    }

    private static String wrong(Throwable e) {
        var stack = new ArrayList<String>();
        for (var cause = e; cause != null && stack.size() < 2; cause = cause.getCause()) {
            stack.add(line(cause) + " "
                    + Arrays.stream(cause.getStackTrace())
                            .filter(f -> f.getClassName().startsWith("io.github.gradcam4j"))
                            .limit(8)
                            .toList());
        }
        return WRONG + String.join(" caused by ", stack);
    }

    private static String line(Throwable e) {
        return e.toString().replaceAll("\\s+", " ");
    }

    private static void explain(byte[] model, long number) throws IOException {
        try (var explainer = Explainer.open(ModelSource.of("mutant", model))) {
            explainer.layers();
            explainer.obstacles();
            var image = Image.fromPixels(new int[70], 10, 7);
            explainer.classify(image);
            explainer.explain(image, Target.top(1));
            var methods =
                    List.of(Methods.LAYER_CAM, Methods.EIGEN_CAM, Methods.INPUT_GRADIENT, Methods.GUIDED_BACKPROP);
            var method = methods.get(Math.floorMod(number, methods.size()));
            explainer.explain(image, ExplainRequest.of(Target.of(0)).withMethod(method));
        }
    }

    private static void differentiate(byte[] model) throws IOException {
        var source = ModelSource.of("mutant", model);
        var graph = source.graph();
        var inputs = new LinkedHashMap<String, Tensor>();
        for (var input : graph.inputs()) {
            var shape = input.shape().orElse(new long[] {1, 3, 12, 12}).clone();
            double size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = shape[i] < 0 ? 2 : shape[i];
                size *= shape[i];
            }
            if (size > MOST_VALUES) {
                return;
            }
            inputs.put(input.name(), Tensor.zeros(shape));
        }
        if (inputs.isEmpty() || graph.outputNames().isEmpty()) {
            return;
        }
        var forward = DifferentiableGraph.of(graph, inputs);
        String output = forward.graph().outputNames().get(0);
        var shape = forward.shapes().of(output);
        if (Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b) <= MOST_VALUES) {
            try (var runner = GradientGraph.vectorJacobian(
                            forward, output, graph.inputNames().get(0))
                    .open()) {
                runner.run(inputs, Tensor.zeros(shape));
            }
        }
    }
}
