package io.github.gradcam4j.mutation;

import com.google.protobuf.ByteString;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.AttributeProto.AttributeType;
import io.github.gradcam4j.internal.onnx.OnnxMl.GraphProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.ModelProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.NodeProto;
import io.github.gradcam4j.internal.onnx.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes a valid model in one to four details: nodes, attributes, types, sizes, names, edges, opsets, functions. */
final class Mutator {

    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        -2,
        3,
        -3,
        4,
        5,
        7,
        8,
        16,
        127,
        128,
        255,
        256,
        1000,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final float[] REALS = {
        0,
        -0f,
        1,
        -1,
        2,
        0.5f,
        1e-30f,
        1e30f,
        Float.MIN_VALUE,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        3e9f
    };
    private static final String[] TEXTS = {
        "",
        "SAME_UPPER",
        "SAME_LOWER",
        "VALID",
        "NOTSET",
        "nearest",
        "linear",
        "cubic",
        "bilinear",
        "reflect",
        "edge",
        "wrap",
        "constant",
        "floor",
        "ceil",
        "round_prefer_ceil",
        "asymmetric",
        "align_corners",
        "half_pixel",
        "tf_crop_and_resize",
        "pytorch_half_pixel",
        "not_larger",
        "not_smaller",
        "forward",
        "reverse",
        "bidirectional",
        "Relu",
        "Tanh",
        "Sigmoid",
        "Affine",
        "mul",
        "add",
        "max",
        "none",
        "mean",
        "sum",
        "avg",
        "DCR",
        "CRD",
        "zeros",
        "border",
        "LEFT",
        "RIGHT",
        "tanh",
        "ij,jk->ik",
        "...ij,...jk->...ik",
        "...i,...j",
        "i...->...",
        "ii->i",
        "ij->",
        "bchw,oc->bohw",
        "SOFTMAX",
        "LOGISTIC",
        "BRANCH_LEQ",
        "LEAF",
        "linear",
        "x",
        "\u001b[31m",
        "\0"
    };

    private final Random random;
    private final List<Operators> operators;

    Mutator(Random random, List<Operators> operators) {
        this.random = random;
        this.operators = operators;
    }

    /**
     * Returns a mutant.
     *
     * @param donors models whose nodes and attributes may be copied
     */
    ModelProto mutate(ModelProto seed, List<ModelProto> donors) {
        var model = seed.toBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(14)) {
                case 0 -> opset(model);
                case 1 -> function(model, donors);
                default -> graph(someGraph(model.getGraphBuilder()), donors);
            }
        }
        return model.build();
    }

    /** Returns the main graph or, half of the time, a graph within a random node if it has one. */
    private GraphProto.Builder someGraph(GraphProto.Builder graph) {
        var inner = new ArrayList<GraphProto.Builder>();
        for (var node : graph.getNodeBuilderList()) {
            for (var attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    inner.add(attribute.getGBuilder());
                }
            }
        }
        return inner.isEmpty() || random.nextBoolean() ? graph : someGraph(pick(inner));
    }

    private void opset(ModelProto.Builder model) {
        var builder = model.getOpsetImportBuilder(random.nextInt(model.getOpsetImportCount()));
        builder.setVersion(random.nextInt(5) == 0 ? number() : 7 + random.nextInt(20));
    }

    private void function(ModelProto.Builder model, List<ModelProto> donors) {
        if (model.getFunctionsCount() == 0) {
            graph(model.getGraphBuilder(), donors);
            return;
        }
        var function = model.getFunctionsBuilder(random.nextInt(model.getFunctionsCount()));
        var body = GraphProto.newBuilder().addAllNode(function.getNodeList());
        graph(body, donors);
        function.clearNode().addAllNode(body.getNodeList());
        if (random.nextInt(4) == 0 && function.getInputCount() > 0) {
            function.setInput(random.nextInt(function.getInputCount()), "v" + random.nextInt(4));
        }
        if (random.nextInt(8) == 0 && function.getNodeCount() > 0) {
            var node = function.getNodeBuilder(random.nextInt(function.getNodeCount()));
            node.setDomain(function.getDomain()).setOpType(function.getName());
        }
    }

    private void graph(GraphProto.Builder graph, List<ModelProto> donors) {
        if (graph.getNodeCount() == 0) {
            return;
        }
        int at = random.nextInt(graph.getNodeCount());
        var node = graph.getNodeBuilder(at);
        switch (random.nextInt(20)) {
            case 0 -> edge(graph, node);
            case 1 -> node.setOpType(pick(operators).name());
            case 2, 3, 4 -> attribute(node);
            case 5 -> addAttribute(node);
            case 6 -> removeAttribute(node);
            case 7, 8, 9 -> values(graph);
            case 10 -> damage(graph);
            case 11 -> type(graph);
            case 12 -> graph.removeNode(at);
            case 13 -> duplicate(graph, node);
            case 14 -> inputs(graph, node);
            case 15 -> declaration(graph);
            case 16, 17, 18 -> insert(graph, at);
            default -> transplant(graph, at, donors);
        }
    }

    private void edge(GraphProto.Builder graph, NodeProto.Builder node) {
        if (node.getInputCount() > 0) {
            node.setInput(random.nextInt(node.getInputCount()), pick(tensors(graph)));
        }
        if (random.nextInt(6) == 0 && node.getOutputCount() > 0) {
            node.setOutput(random.nextInt(node.getOutputCount()), pick(tensors(graph)));
        }
        if (random.nextInt(12) == 0) {
            node.clearOutput();
        }
    }

    private void attribute(NodeProto.Builder node) {
        if (node.getAttributeCount() == 0) {
            addAttribute(node);
            return;
        }
        var attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        switch (attribute.getType()) {
            case INT -> attribute.setI(number());
            case FLOAT -> attribute.setF(real());
            case STRING -> attribute.setS(text());
            case INTS -> {
                if (attribute.getIntsCount() == 0 || random.nextInt(4) == 0) {
                    attribute.addInts(number());
                } else if (random.nextInt(6) == 0) {
                    var shorter = attribute.getIntsList().subList(1, attribute.getIntsCount());
                    var kept = List.copyOf(shorter);
                    attribute.clearInts().addAllInts(kept);
                } else {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), number());
                }
            }
            case FLOATS -> {
                if (attribute.getFloatsCount() == 0 || random.nextInt(4) == 0) {
                    attribute.addFloats(real());
                } else {
                    attribute.setFloats(random.nextInt(attribute.getFloatsCount()), real());
                }
            }
            case TENSOR -> tensor(attribute.getTBuilder());
            default -> attribute.setType(AttributeType.forNumber(random.nextInt(12)));
        }
    }

    private void addAttribute(NodeProto.Builder node) {
        var known = operators.stream()
                .filter(o -> o.name().equals(node.getOpType()))
                .flatMap(o -> o.attributes().stream())
                .toList();
        if (!known.isEmpty()) {
            var chosen = pick(known);
            removeAttribute(node, chosen.name());
            node.addAttribute(random(chosen));
        }
    }

    private static void removeAttribute(NodeProto.Builder node, String name) {
        for (int i = node.getAttributeCount() - 1; i >= 0; i--) {
            if (node.getAttribute(i).getName().equals(name)) {
                node.removeAttribute(i);
            }
        }
    }

    private void removeAttribute(NodeProto.Builder node) {
        if (node.getAttributeCount() > 0) {
            node.removeAttribute(random.nextInt(node.getAttributeCount()));
        }
    }

    private AttributeProto random(Operators.Attribute attribute) {
        var builder = AttributeProto.newBuilder().setName(attribute.name());
        int count = random.nextInt(6);
        switch (attribute.kind()) {
            case 'i' -> builder.setType(AttributeType.INT).setI(number());
            case 'f' -> builder.setType(AttributeType.FLOAT).setF(real());
            case 's' -> builder.setType(AttributeType.STRING).setS(text());
            case 'I' -> {
                builder.setType(AttributeType.INTS);
                for (int i = 0; i < count; i++) {
                    builder.addInts(number());
                }
            }
            case 'F' -> {
                builder.setType(AttributeType.FLOATS);
                for (int i = 0; i < count; i++) {
                    builder.addFloats(real());
                }
            }
            case 'S' -> {
                builder.setType(AttributeType.STRINGS);
                for (int i = 0; i < count; i++) {
                    builder.addStrings(text());
                }
            }
            default -> {
                var tensor = TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(1);
                tensor(tensor);
                builder.setType(AttributeType.TENSOR).setT(tensor);
            }
        }
        return builder.build();
    }

    private void damage(GraphProto.Builder graph) {
        if (random.nextBoolean()) {
            dims(graph);
        } else {
            length(graph);
        }
    }

    private void dims(GraphProto.Builder graph) {
        someTensor(graph, tensor -> {
            if (tensor.getDimsCount() == 0 || random.nextInt(5) == 0) {
                tensor.addDims(number());
            } else {
                tensor.setDims(random.nextInt(tensor.getDimsCount()), number());
            }
        });
    }

    private void values(GraphProto.Builder graph) {
        someTensor(graph, this::tensor);
    }

    /** Changes the shape and the values of a tensor, which still fit each other. */
    private void tensor(TensorProto.Builder tensor) {
        if (random.nextInt(3) == 0) {
            int count = random.nextInt(6);
            boolean integers = random.nextBoolean();
            var raw = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                if (integers) {
                    raw.putLong(number());
                } else {
                    raw.putFloat(real());
                }
            }
            int data = tensor.getDataType();
            tensor.clear()
                    .setDataType(integers ? 7 : 1)
                    .setRawData(ByteString.copyFrom(raw.array(), 0, raw.position()));
            if (count != 1 || random.nextBoolean()) {
                tensor.addDims(count);
            }
            if (data == 6 && integers) {
                tensor.setDataType(6).clearDims().addDims(2L * count);
            }
            return;
        }
        byte[] raw = tensor.getRawData().toByteArray();
        if (raw.length >= Long.BYTES && tensor.getDataType() == 7) {
            ByteBuffer.wrap(raw)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(Long.BYTES * random.nextInt(raw.length / Long.BYTES), number());
        } else if (raw.length >= Float.BYTES && tensor.getDataType() == 1) {
            ByteBuffer.wrap(raw)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(Float.BYTES * random.nextInt(raw.length / Float.BYTES), real());
        } else if (raw.length > 0) {
            raw[random.nextInt(raw.length)] = (byte) random.nextInt();
        }
        tensor.setRawData(ByteString.copyFrom(raw));
    }

    private void length(GraphProto.Builder graph) {
        someTensor(graph, tensor -> {
            byte[] raw = tensor.getRawData().toByteArray();
            tensor.setRawData(
                    ByteString.copyFrom(Arrays.copyOf(raw, Math.max(0, raw.length + random.nextInt(33) - 16))));
        });
    }

    private void type(GraphProto.Builder graph) {
        if (random.nextInt(3) == 0 && graph.getInputCount() > 0) {
            graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(random.nextInt(26));
        } else {
            someTensor(graph, tensor -> tensor.setDataType(random.nextInt(26)));
        }
    }

    private interface Change {
        void apply(TensorProto.Builder tensor);
    }

    private void someTensor(GraphProto.Builder graph, Change change) {
        var tensors = new ArrayList<>(graph.getInitializerBuilderList());
        for (var node : graph.getNodeBuilderList()) {
            for (var attribute : node.getAttributeBuilderList()) {
                if (attribute.hasT()) {
                    tensors.add(attribute.getTBuilder());
                }
            }
        }
        if (!tensors.isEmpty()) {
            var tensor = pick(tensors);
            String name = tensor.getName();
            change.apply(tensor);
            tensor.setName(name);
        }
    }

    private void duplicate(GraphProto.Builder graph, NodeProto.Builder node) {
        var copy = node.build().toBuilder().clearOutput();
        copy.addOutput(random.nextInt(4) == 0 ? pick(tensors(graph)) : "copy" + random.nextInt(100));
        graph.addNode(random.nextInt(graph.getNodeCount() + 1), copy);
    }

    private void inputs(GraphProto.Builder graph, NodeProto.Builder node) {
        if (node.getInputCount() > 1 && random.nextBoolean()) {
            var fewer = new ArrayList<>(node.getInputList());
            fewer.remove(random.nextInt(fewer.size()));
            node.clearInput().addAllInput(fewer);
        } else {
            node.addInput(pick(tensors(graph)));
        }
    }

    private void declaration(GraphProto.Builder graph) {
        var declared = random.nextBoolean() && graph.getOutputCount() > 0
                ? graph.getOutputBuilder(random.nextInt(graph.getOutputCount()))
                : graph.getInputCount() > 0
                        ? graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                        : graph.addInputBuilder().setName("extra");
        if (random.nextInt(5) == 0) {
            declared.setName(pick(tensors(graph)));
        }
        var shape = declared.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        if (shape.getDimCount() > 0 && random.nextInt(5) > 0) {
            long size = random.nextInt(3) == 0 ? number() : random.nextInt(40) - 2;
            shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(size);
        } else {
            shape.addDimBuilder().setDimValue(number());
        }
    }

    /** Puts a random operator with random attributes behind a tensor. Its other inputs are tensors of the graph. */
    private void insert(GraphProto.Builder graph, int at) {
        var before = graph.getNodeBuilder(at);
        if (before.getOutputCount() == 0) {
            return;
        }
        var operator = pick(operators);
        String through = before.getOutput(0);
        String renamed = "m" + random.nextInt(1000);
        var tensors = tensors(graph);
        var node = NodeProto.newBuilder()
                .setName(renamed + "/node")
                .setDomain(operator.domain())
                .setOpType(operator.name())
                .addOutput(through);
        before.setOutput(0, renamed);
        int count = operator.fewest() + random.nextInt(operator.most() - operator.fewest() + 1);
        for (int i = 0; i < count; i++) {
            node.addInput(i == 0 ? renamed : random.nextInt(3) == 0 ? constant(graph) : pick(tensors));
        }
        for (int i = 1; i < operator.outputs() && random.nextBoolean(); i++) {
            node.addOutput(renamed + "/" + i);
        }
        for (var attribute : operator.attributes()) {
            if (random.nextInt(3) > 0 && attribute.kind() != '?') {
                node.addAttribute(random(attribute));
            }
        }
        graph.addNode(at + 1, node);
    }

    /** Adds a small constant and returns its name. */
    private String constant(GraphProto.Builder graph) {
        var tensor = TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(1);
        tensor(tensor);
        graph.addInitializer(tensor.setName("c" + random.nextInt(10_000)));
        return tensor.getName();
    }

    private void transplant(GraphProto.Builder graph, int at, List<ModelProto> donors) {
        var donor = pick(donors).getGraph();
        if (donor.getNodeCount() == 0 || graph.getNode(at).getOutputCount() == 0) {
            return;
        }
        var node = pick(donor.getNodeList()).toBuilder();
        var tensors = tensors(graph);
        var constants = new ArrayList<>(donor.getInitializerList());
        for (int i = 0; i < node.getInputCount(); i++) {
            String name = node.getInput(i);
            var constant =
                    constants.stream().filter(c -> c.getName().equals(name)).findFirst();
            if (constant.isPresent() && !tensors.contains(name)) {
                graph.addInitializer(constant.get());
            } else if (!name.isEmpty()) {
                node.setInput(i, i == 0 ? graph.getNode(at).getOutput(0) : pick(tensors));
            }
        }
        String output = graph.getNode(at).getOutput(0);
        String renamed = "t" + random.nextInt(1000);
        graph.getNodeBuilder(at).setOutput(0, renamed);
        if (node.getInputCount() > 0) {
            node.setInput(0, renamed);
        }
        node.clearOutput().addOutput(output).setName(renamed + "/node");
        graph.addNode(at + 1, node);
    }

    private static List<String> tensors(GraphProto.Builder graph) {
        var names = new ArrayList<String>();
        graph.getInputList().forEach(i -> names.add(i.getName()));
        graph.getInitializerList().forEach(i -> names.add(i.getName()));
        graph.getNodeList().forEach(n -> names.addAll(n.getOutputList()));
        names.add("");
        return names;
    }

    private long number() {
        return random.nextInt(3) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(9) - 2;
    }

    private float real() {
        return random.nextInt(2) == 0 ? REALS[random.nextInt(REALS.length)] : 4 * random.nextFloat() - 1;
    }

    private ByteString text() {
        return ByteString.copyFromUtf8(TEXTS[random.nextInt(TEXTS.length)]);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
