package io.github.gradcam4j.graph;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Small valid models from which a fuzzer starts: convolutions, tokens, old operators, functions, branches. */
public final class OnnxModels {

    private OnnxModels() {}

    public static Stream<byte[]> all() {
        return Stream.of(convolution(), tokens(), old(), half(), resized(), function(), branches());
    }

    private static byte[] convolution() {
        var g = TestGraph.opset(17);
        String maps = g.op("Relu", g.op("Conv", g.x("N", 3, 8, 8), g.weights(4, 3, 3, 3)));
        String pooled = g.op("MaxPool", Attributes.of("kernel_shape", new long[] {2, 2}), maps);
        return classes(g, pooled, 4);
    }

    private static byte[] tokens() {
        var g = TestGraph.opset(18);
        String maps =
                g.op("Conv", Attributes.of("strides", new long[] {4, 4}), g.x("N", 3, 8, 8), g.weights(4, 3, 4, 4));
        String rows = g.op("Reshape", maps, g.ints(0, 4, -1));
        String tokens = g.op("Transpose", Attributes.of("perm", new long[] {0, 2, 1}), rows);
        String scores = g.op("Softmax", g.op("MatMul", tokens, rows));
        String mixed = g.op("Add", tokens, g.op("MatMul", scores, tokens));
        String mean = g.op("ReduceMean", Attributes.of("keepdims", 0), mixed, g.ints(1));
        return g.model(g.gemm(mean, 4, 3)).toBytes();
    }

    private static byte[] old() {
        var g = TestGraph.opset(9);
        String larger = g.op("Upsample", g.x(1, 3, 4, 4), g.floats(new float[] {1, 1, 2, 2}, 4));
        String clipped = g.op("Clip", Attributes.of("min", 0f).and("max", 6f), larger);
        String padded = g.op("Pad", Attributes.of("pads", new long[] {0, 0, 1, 1, 0, 0, 1, 1}), clipped);
        return classes(g, padded, 3);
    }

    private static byte[] half() {
        var g = TestGraph.opset(17);
        g.graph().input("x", ElementType.FLOAT16, 1, 3, 4, 4);
        g.graph().initializer(Constant.numbers("w", ElementType.FLOAT, new double[] {1, 2, 3}, 1, 3, 1, 1));
        String wide = g.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), "x");
        return classes(g, g.op("Mul", wide, "w"), 3);
    }

    private static byte[] resized() {
        var g = TestGraph.opset(18);
        String twice = g.op("Mul", g.size(g.x("N", 3, 4, 4), 2), g.ints(2));
        String sizes = g.op("Concat", Attributes.of("axis", 0), g.size("x", 0), g.size("x", 1), twice, twice);
        return classes(g, g.op("Resize", "x", "", "", sizes), 3);
    }

    private static byte[] classes(TestGraph g, String maps, int channels) {
        String flat = g.op("Flatten", g.op("GlobalAveragePool", g.op("Relu", maps)));
        return g.model(g.gemm(flat, channels, 3)).toBytes();
    }

    /** A function that calls another one, with an attribute that it hands on. */
    private static byte[] function() {
        var inner = Message.of()
                .text(1, "inner")
                .text(4, "v")
                .text(5, "r")
                .text(6, "alpha")
                .message(
                        7,
                        node("LeakyRelu", "", "v", "r")
                                .message(
                                        5,
                                        Message.of()
                                                .text(1, "alpha")
                                                .text(21, "alpha")
                                                .number(20, 1)))
                .message(9, opset("", 17))
                .text(10, "own");
        var outer = Message.of()
                .text(1, "outer")
                .text(4, "v")
                .text(5, "r")
                .message(
                        7,
                        node("inner", "own", "v", "t")
                                .message(
                                        5,
                                        Message.of()
                                                .text(1, "alpha")
                                                .number(20, 1)
                                                .real(2, 0.25f)))
                .message(7, node("Relu", "", "t", "r"))
                .message(9, opset("", 17))
                .message(9, opset("own", 1))
                .text(10, "own");
        var graph = Message.of()
                .message(1, node("outer", "own", "x", "a"))
                .message(1, node("outer", "own", "a", "y"))
                .text(2, "g")
                .message(11, tensor("x"))
                .message(12, tensor("y"));
        return model(graph)
                .message(8, opset("own", 1))
                .message(25, inner)
                .message(25, outer)
                .bytes();
    }

    private static byte[] branches() {
        var then =
                Message.of().message(1, node("Relu", "", "x", "b")).text(2, "t").message(12, tensor("b"));
        var otherwise = Message.of()
                .message(1, node("Sigmoid", "", "x", "b"))
                .text(2, "e")
                .message(12, tensor("b"));
        var choice = node("If", "", "c", "y")
                .message(5, Message.of().text(1, "then_branch").number(20, 5).message(6, then))
                .message(5, Message.of().text(1, "else_branch").number(20, 5).message(6, otherwise));
        var graph = Message.of()
                .message(1, choice)
                .text(2, "g")
                .message(5, Message.of().number(2, 9).text(8, "c").bytes(9, new byte[] {1}))
                .message(11, tensor("x"))
                .message(12, tensor("y"));
        return model(graph).bytes();
    }

    private static Message model(Message graph) {
        return Message.of().number(1, 8).message(7, graph).message(8, opset("", 17));
    }

    private static Message opset(String domain, int version) {
        return Message.of().text(1, domain).number(2, version);
    }

    private static Message node(String op, String domain, String input, String output) {
        return Message.of().text(1, input).text(2, output).text(4, op).text(7, domain);
    }

    /** A tensor [1, 3, 4, 4] of float32. */
    private static Message tensor(String name) {
        var shape = Message.of();
        for (int size : List.of(1, 3, 4, 4)) {
            shape = shape.message(1, Message.of().number(1, size));
        }
        var type = Message.of().message(1, Message.of().number(1, 1).message(2, shape));
        return Message.of().text(1, name).message(2, type);
    }

    /** A protobuf message of ONNX, by the numbers of its fields; the builder of graphs writes no functions. */
    private record Message(byte[] bytes) {

        static Message of() {
            return new Message(new byte[0]);
        }

        Message number(int field, int value) {
            return and(field << 3, value, new byte[0]);
        }

        Message real(int field, float value) {
            int bits = Float.floatToIntBits(value);
            var out = new ByteArrayOutputStream();
            out.writeBytes(bytes);
            varint(out, field << 3 | 5);
            for (int i = 0; i < 4; i++) {
                out.write(bits >>> 8 * i);
            }
            return new Message(out.toByteArray());
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes);
        }

        Message bytes(int field, byte[] value) {
            return and(field << 3 | 2, value.length, value);
        }

        private Message and(int tag, int number, byte[] content) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(bytes);
            varint(out, tag);
            varint(out, number);
            out.writeBytes(content);
            return new Message(out.toByteArray());
        }

        private static void varint(ByteArrayOutputStream out, int value) {
            int rest = value;
            for (; rest > 127; rest >>>= 7) {
                out.write(rest & 127 | 128);
            }
            out.write(rest);
        }
    }
}
