package io.github.gradcam4j.mutation;

import io.github.gradcam4j.graph.Attributes;
import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ElementType;
import io.github.gradcam4j.graph.GraphBuilder;
import io.github.gradcam4j.graph.Messages;
import io.github.gradcam4j.graph.Node;
import io.github.gradcam4j.graph.TestGraph;
import io.github.gradcam4j.internal.onnx.OnnxMl.FunctionProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.OperatorSetIdProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.SparseTensorProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Small valid classifiers of images [N, 3, 12, 12], one for each part of the format and kind of operators. */
final class Seeds {

    private static final Attributes NONE = Attributes.none();

    private final Map<String, ModelProto> models = new LinkedHashMap<>();

    private Seeds() {}

    /** Features of 4 channels, computed from features of 4 channels. */
    private interface Features {
        String of(TestGraph g, String x);
    }

    /** Returns the models by name. */
    static Map<String, ModelProto> all() {
        var seeds = new Seeds();
        seeds.convolutions();
        seeds.controlFlow();
        seeds.quantized();
        seeds.attention();
        seeds.resampling();
        seeds.shapes();
        seeds.others();
        return seeds.models;
    }

    private void add(String name, int opset, Features features) {
        add(name, opset, features, model -> model);
    }

    private void add(String name, int opset, Features features, UnaryOperator<ModelProto.Builder> change) {
        var g = TestGraph.opset(opset);
        g.graph().domain("com.microsoft", 1);
        g.graph().domain("ai.onnx.ml", 3);
        var maps = features.of(g, g.op("Relu", g.conv(g.x("N", 3, 12, 12), 3, 4, 3, 1)));
        var pooled = g.op("Flatten", g.op("GlobalAveragePool", maps));
        var model = Messages.of(g.model(g.gemm(pooled, 4, 5))).toBuilder();
        for (String domain : List.of("com.microsoft", "ai.onnx.ml")) {
            if (model.getOpsetImportList().stream().noneMatch(o -> o.getDomain().equals(domain))) {
                model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
            }
        }
        models.put(name, change.apply(model).build());
    }

    private void convolutions() {
        add("plain", 18, (g, x) -> {
            var y = g.op("Relu", g.batchNorm(g.conv(x, 4, 4, 3, 2), 4));
            return g.op("MaxPool", window(2), y);
        });
        add("old", 7, (g, x) -> g.op("AveragePool", window(2), g.op("Relu", g.batchNorm(g.conv(x, 4, 4, 3, 1), 4))));
        add("depthwise", 14, (g, x) -> {
            var y = g.op("Clip", g.conv(x, 4, 4, 3, 1, 4), g.scalar(0), g.scalar(6));
            return g.op("Add", x, g.op("HardSwish", g.conv(y, 4, 4, 1, 1)));
        });
        add("transposed", 17, (g, x) -> {
            var attributes = Attributes.of("strides", new long[] {2, 2}).and("group", 2);
            return g.op("ConvTranspose", attributes, x, g.weights(4, 2, 2, 2), g.weights(4));
        });
        add("deformable", 22, (g, x) -> {
            var offsets = g.conv(x, 4, 18, 3, 1);
            return g.op(
                    "DeformConv", Attributes.of("pads", new long[] {1, 1, 1, 1}), x, g.weights(4, 4, 3, 3), offsets);
        });
        add("fused", 18, (g, x) -> {
            var y = g.microsoft(
                    "FusedConv", Attributes.of("activation", "Relu"), x, g.weights(4, 4, 3, 3), g.weights(4));
            return g.microsoft("Gelu", NONE, y);
        });
        add("half", 18, (g, x) -> {
            var half = g.op("Cast", Attributes.of("to", 10), x);
            var w = g.graph().initializer(Constant.numbers("k", ElementType.DOUBLE, new double[4], 4, 1, 1));
            var sum = g.op("Add", g.op("Cast", Attributes.of("to", 11), half), w);
            return g.op("Cast", Attributes.of("to", 1), sum);
        });
    }

    private static Attributes window(long size) {
        return Attributes.of("kernel_shape", new long[] {size, size}).and("strides", new long[] {size, size});
    }

    private static GraphProto body(int opset, Consumer<GraphBuilder> nodes) {
        var inner = GraphBuilder.opset(opset);
        nodes.accept(inner);
        return Messages.of(inner.build()).getGraph();
    }

    private void controlFlow() {
        add("if", 17, (g, x) -> {
            var then = body(17, b -> b.output(b.node("a", "Relu", List.of(x))));
            var otherwise = body(17, b -> b.output(b.node("b", "Neg", List.of(b.node("c", "Sigmoid", List.of(x))))));
            var large = g.op("Greater", g.op("ReduceMax", Attributes.of("keepdims", 0), x), g.scalar(0.5));
            return g.graph()
                    .node(
                            "choice",
                            "If",
                            List.of(large),
                            Messages.attributes(Map.of("then_branch", then, "else_branch", otherwise)));
        });
        add("loop", 17, (g, x) -> {
            var loop = body(17, b -> {
                b.input("i", ElementType.INT64);
                b.input("go", ElementType.BOOL);
                b.input("v", ElementType.FLOAT, "N", 4, 12, 12);
                var kept = b.node("kept", "Identity", List.of("go"));
                var next = b.node("next", "Add", List.of("v", b.node("half", "Mul", List.of("v", b.scalar(0.5)))));
                b.output(kept, ElementType.BOOL);
                b.output(next, ElementType.FLOAT, "N", 4, 12, 12);
            });
            var go = g.graph().initializer(Constant.bool("start", true));
            return g.graph()
                    .node("loop", "Loop", List.of(g.integer(3), go, x), Messages.attributes(Map.of("body", loop)));
        });
        add("scan", 17, (g, x) -> {
            var scan = body(17, b -> {
                b.input("s", ElementType.FLOAT, 4, 12);
                b.input("row", ElementType.FLOAT, 4, 12);
                b.output(b.node("sum", "Add", List.of("s", "row")), ElementType.FLOAT, 4, 12);
                b.output(b.node("out", "Tanh", List.of("sum")), ElementType.FLOAT, 4, 12);
            });
            var first = g.op("Squeeze", g.op("Slice", x, g.ints(0), g.ints(1), g.ints(0)), g.ints(0));
            var start = g.floats(new float[48], 4, 12);
            g.graph()
                    .add(new Node(
                            "scan",
                            "",
                            "Scan",
                            List.of(start, first),
                            List.of("final", "rows"),
                            attributes(Messages.attributes(Map.of("body", scan)))));
            return g.op("Mul", x, g.op("Unsqueeze", "final", g.ints(0, 2)));
        });
        add(
                "functions",
                17,
                (g, x) -> {
                    g.graph().add(new Node("call", "own", "outer", List.of(x), List.of("called"), NONE));
                    return "called";
                },
                model -> {
                    model.addFunctions(function("outer", node("", "Relu", "t", "v"), node("own", "inner", "r", "t")));
                    model.addFunctions(function("inner", node("", "Neg", "t", "v"), node("", "Exp", "r", "t")));
                    return model;
                });
    }

    private static Attributes attributes(Attributes body) {
        return body.and("num_scan_inputs", 1)
                .and("scan_input_axes", new long[] {1})
                .and("scan_output_axes", new long[] {1});
    }

    private static NodeProto node(String domain, String op, String output, String input) {
        return NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(op)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static FunctionProto function(String name, NodeProto... nodes) {
        return FunctionProto.newBuilder()
                .setDomain("own")
                .setName(name)
                .addInput("v")
                .addOutput("r")
                .addAllNode(List.of(nodes))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .build();
    }

    private static String numbers(TestGraph g, String name, ElementType type, double value, long... shape) {
        var values = new double[(int) Constant.elements(shape)];
        java.util.Arrays.fill(values, value);
        return g.graph().initializer(Constant.numbers(name, type, values, shape));
    }

    private void quantized() {
        add("qdq", 13, (g, x) -> {
            var zero = numbers(g, "zero", ElementType.UINT8, 10);
            var q = g.op("QuantizeLinear", x, g.scalar(0.02), zero);
            var d = g.op("DequantizeLinear", q, g.scalar(0.02), zero);
            return g.op("Relu", g.conv(d, 4, 4, 3, 1));
        });
        add("integers", 13, (g, x) -> {
            var zero = numbers(g, "zero", ElementType.UINT8, 10);
            var w = numbers(g, "k", ElementType.UINT8, 12, 4, 4, 3, 3);
            var q = g.op("QuantizeLinear", x, g.scalar(0.02), zero);
            var pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
            var y = g.op("QLinearConv", pads, q, g.scalar(0.02), zero, w, g.scalar(0.1), zero, g.scalar(0.05), zero);
            var sum = g.op("Cast", Attributes.of("to", 1), g.op("ConvInteger", pads, y, w, zero, zero));
            return g.op("Add", sum, g.op("DequantizeLinear", y, g.scalar(0.05), zero));
        });
        add("quantizedFused", 13, (g, x) -> {
            var zero = numbers(g, "zero", ElementType.UINT8, 10);
            var q = g.op("QuantizeLinear", x, g.scalar(0.02), zero);
            var sum = g.microsoft(
                    "QLinearAdd", NONE, q, g.scalar(0.02), zero, q, g.scalar(0.02), zero, g.scalar(0.04), zero);
            return g.op("DequantizeLinear", sum, g.scalar(0.04), zero);
        });
        add("division", 18, (g, x) -> {
            var integers = g.op("Cast", Attributes.of("to", 7), g.op("Mul", x, g.scalar(100)));
            var quotient = g.op("Div", integers, g.integer(7));
            var rest = g.op("Mod", g.op("Add", quotient, integers), g.integer(5));
            var bits = g.op("BitwiseAnd", rest, g.integer(3));
            return g.op("Add", x, g.op("Cast", Attributes.of("to", 1), bits));
        });
    }

    private void attention() {
        add("transformer", 17, (g, x) -> {
            var tokens = g.op(
                    "Transpose", Attributes.of("perm", new long[] {0, 2, 1}), g.op("Reshape", x, g.ints(0, 4, -1)));
            var normed = g.op("LayerNormalization", tokens, g.positive(4), g.weights(4));
            var q = g.linear(normed, 4, 4);
            var scores = g.op("MatMul", q, g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), normed));
            var y = g.op("Add", tokens, g.op("MatMul", g.op("Softmax", scores), normed));
            var back = g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), y);
            return g.op("Reshape", back, g.op("Shape", x));
        });
        add("attention", 23, (g, x) -> {
            var tokens = g.op("Reshape", x, g.ints(0, 4, 12, 12));
            return g.op("Attention", tokens, tokens, tokens);
        });
        add("fusedAttention", 17, (g, x) -> {
            var tokens = g.op(
                    "Transpose", Attributes.of("perm", new long[] {0, 2, 1}), g.op("Reshape", x, g.ints(0, 4, -1)));
            var y = g.microsoft("Attention", Attributes.of("num_heads", 2), tokens, g.weights(4, 12), g.weights(12));
            var z = g.microsoft(1, "SkipLayerNormalization", NONE, y, tokens, g.positive(4), g.weights(4))
                    .get(0);
            return g.op("Reshape", g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), z), g.op("Shape", x));
        });
        add("recurrent", 17, (g, x) -> {
            var rows = g.op(
                    "Transpose",
                    Attributes.of("perm", new long[] {1, 0, 2}),
                    g.op("ReduceMean", Attributes.of("axes", new long[] {1}).and("keepdims", 0), x));
            g.add(
                    "LSTM",
                    Attributes.of("hidden_size", 4),
                    List.of(rows, g.weights(1, 16, 12), g.weights(1, 16, 4)),
                    List.of("", "h"));
            var h = g.op("Unsqueeze", g.op("Squeeze", "h", g.ints(0)), g.ints(2, 3));
            return g.op("Mul", x, h);
        });
    }

    private void resampling() {
        add("sizes", 13, (g, x) -> {
            var half = g.op("Div", g.op("Slice", g.op("Shape", x), g.ints(2), g.ints(4)), g.ints(2));
            var sizes = g.op(
                    "Concat", Attributes.of("axis", 0), g.op("Slice", g.op("Shape", x), g.ints(0), g.ints(2)), half);
            return g.op("Resize", Attributes.of("mode", "linear"), x, "", "", sizes);
        });
        add("scales", 18, (g, x) -> {
            var scales = g.op("Cast", Attributes.of("to", 1), g.op("Div", g.op("Shape", x), g.op("Shape", x)));
            var y = g.op("Resize", NONE, x, "", scales);
            return g.op("Resize", Attributes.of("axes", new long[] {2, 3}), y, "", g.floats(new float[] {2, 2}, 2));
        });
        add("resize10", 10, (g, x) -> g.op("Resize", x, g.floats(new float[] {1, 1, 2, 2}, 4)));
        add("upsample", 9, (g, x) -> {
            var scales = g.op("Cast", Attributes.of("to", 1), g.op("Shape", x));
            return g.op("Upsample", x, g.op("Clip", Attributes.of("min", 1f).and("max", 1f), scales));
        });
        add("sampled", 20, (g, x) -> {
            var grid = g.op(
                    "Tanh", g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 3, 1}), g.conv(x, 4, 2, 1, 1)));
            return g.op("GridSample", x, grid);
        });
        add("regions", 16, (g, x) -> {
            var rois = g.floats(new float[] {0, 0, 8, 8, 2, 2, 9, 9}, 2, 4);
            var maps = g.op(
                    "RoiAlign",
                    Attributes.of("output_height", 3).and("output_width", 3),
                    x,
                    rois,
                    g.table(new long[] {0, 0}, 2));
            return g.op("Add", x, g.op("ReduceMean", maps));
        });
        add("unpooled", 13, (g, x) -> {
            var pooled = g.ops(2, "MaxPool", window(2), x);
            return g.op("MaxUnpool", window(2), pooled.get(0), pooled.get(1));
        });
    }

    private void shapes() {
        add("padded", 18, (g, x) -> {
            var y = g.op("Pad", x, g.ints(0, 0, 1, 1, 0, 0, 1, 1), g.scalar(0));
            var parts = g.ops(2, "Split", Attributes.of("axis", 2).and("num_outputs", 2), y);
            return g.op("Concat", Attributes.of("axis", 3), parts.get(0), parts.get(1));
        });
        add("gathered", 18, (g, x) -> {
            var y = g.op("Gather", Attributes.of("axis", 2), x, g.table(new long[] {3, 1, 2}, 3));
            var z = g.op("SpaceToDepth", Attributes.of("blocksize", 2), x);
            var back = g.op("DepthToSpace", Attributes.of("blocksize", 2), z);
            return g.op("Add", g.op("ReduceSum", y), g.op("Tile", back, g.ints(1, 1, 2, 2)));
        });
        add("selected", 18, (g, x) -> {
            var best = g.ops(2, "TopK", Attributes.of("axis", 3), x, g.ints(3));
            var where = g.op("NonZero", best.get(0));
            var count = g.op("Cast", Attributes.of("to", 1), g.op("Gather", g.op("Shape", where), g.integer(1)));
            var hot = g.op("OneHot", best.get(1), g.integer(12), g.floats(new float[] {0, 1}, 2));
            return g.op("Mul", x, g.op("Add", count, g.op("ReduceMean", Attributes.of("keepdims", 0), hot)));
        });
        add("scattered", 18, (g, x) -> {
            var indices = g.table(new long[] {0, 1, 2, 3, 1, 0}, 1, 1, 2, 3);
            var y = g.op("ScatterElements", Attributes.of("axis", 3), x, indices, g.floats(new float[6], 1, 1, 2, 3));
            return g.op("Where", g.op("Less", y, g.scalar(0.3)), y, g.op("CumSum", y, g.integer(3)));
        });
        add("einsum", 18, (g, x) -> {
            var y = g.op("Einsum", Attributes.of("equation", "bchw,oc->bohw"), x, g.weights(4, 4));
            return g.op("InstanceNormalization", y, g.positive(4), g.weights(4));
        });
        add("filled", 18, (g, x) -> {
            var one = g.filled(g.op("Shape", x), 1);
            var range = g.op("Range", g.integer(0), g.integer(12), g.integer(1));
            var sum = g.op("Add", g.op("Expand", range, g.ints(1, 4, 12, 12)), one);
            return g.op("Mul", x, g.op("Cast", Attributes.of("to", 1), sum));
        });
    }

    private void others() {
        add("random", 18, (g, x) -> {
            var noise = g.op("RandomNormalLike", Attributes.of("scale", 0.1f), x);
            var kept = g.op("Bernoulli", g.op("Sigmoid", noise));
            var drawn = g.op("Multinomial", Attributes.of("sample_size", 2), g.op("Flatten", x));
            var mean = g.op("ReduceMean", g.op("Cast", Attributes.of("to", 1), drawn));
            return g.op("Add", g.op("Mul", x, kept), mean);
        });
        add("sequences", 18, (g, x) -> {
            var list = g.op("SplitToSequence", Attributes.of("axis", 2), x, g.integer(4));
            var more = g.op("SequenceInsert", list, g.op("SequenceAt", list, g.integer(0)));
            var shape = g.op("Shape", g.op("ConcatFromSequence", Attributes.of("axis", 2), more));
            return g.op(
                    "Add",
                    x,
                    g.op("ReduceMean", Attributes.of("keepdims", 0), g.op("Cast", Attributes.of("to", 1), shape)));
        });
        add("signals", 18, (g, x) -> {
            var y = g.op("DFT", Attributes.of("axis", 1), g.op("Reshape", x, g.ints(0, -1, 1)));
            return g.op("Add", x, g.op("ReduceMean", y));
        });
        add("trees", 17, (g, x) -> {
            var rows = g.op("Flatten", x);
            var scaled = "scaled";
            g.graph()
                    .add(new Node(
                            "s",
                            "ai.onnx.ml",
                            "Scaler",
                            List.of(rows),
                            List.of(scaled),
                            Attributes.of("scale", new float[] {2}).and("offset", new float[] {0.5f})));
            var tree = Attributes.of("nodes_treeids", new long[] {0, 0, 0})
                    .and("nodes_nodeids", new long[] {0, 1, 2})
                    .and("nodes_featureids", new long[] {3, 0, 0})
                    .and("nodes_modes", List.of("BRANCH_LEQ", "LEAF", "LEAF"))
                    .and("nodes_values", new float[] {0.5f, 0, 0})
                    .and("nodes_truenodeids", new long[] {1, 0, 0})
                    .and("nodes_falsenodeids", new long[] {2, 0, 0})
                    .and("target_treeids", new long[] {0, 0})
                    .and("target_nodeids", new long[] {1, 2})
                    .and("target_ids", new long[] {0, 0})
                    .and("target_weights", new float[] {1, 2})
                    .and("n_targets", 1);
            g.graph()
                    .add(new Node("t", "ai.onnx.ml", "TreeEnsembleRegressor", List.of(scaled), List.of("score"), tree));
            return g.op("Add", x, g.op("Unsqueeze", "score", g.ints(2, 3)));
        });
        add("sparse", 17, (g, x) -> g.op("Mul", x, g.scalar(2)), model -> {
            var values = TensorProto.newBuilder()
                    .setName("sparse")
                    .setDataType(1)
                    .addDims(2)
                    .addFloatData(1)
                    .addFloatData(2);
            var indices = TensorProto.newBuilder()
                    .setDataType(7)
                    .addDims(2)
                    .addInt64Data(0)
                    .addInt64Data(3);
            model.getGraphBuilder()
                    .addSparseInitializer(SparseTensorProto.newBuilder()
                            .setValues(values)
                            .setIndices(indices)
                            .addDims(4)
                            .addDims(1)
                            .addDims(1));
            model.getGraphBuilder().getNodeBuilder(2).setInput(1, "sparse");
            return model;
        });
        add("constants", 17, (g, x) -> {
            var value = g.op("Constant", Attributes.of("value", Constant.floats("v", new float[] {3}, 1)));
            var ints = g.op("Constant", Attributes.of("value_ints", new long[] {0, 4, 12, 12}));
            return g.op("Reshape", g.op("Mul", x, value), ints);
        });
    }
}
