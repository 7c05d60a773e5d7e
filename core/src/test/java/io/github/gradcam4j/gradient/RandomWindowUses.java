package io.github.gradcam4j.gradient;

import io.github.gradcam4j.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Random uses of matrix products, convolutions and pooling. */
final class RandomWindowUses {

    private RandomWindowUses() {}

    static void addTo(Map<String, RandomUse.Draw> draws) {
        products(draws);
        windows(draws);
    }

    private static void products(Map<String, RandomUse.Draw> draws) {
        draws.put("Gemm", u -> {
            long m = u.between(1, 4);
            long k = u.between(1, 4);
            long n = u.between(1, 4);
            boolean ta = u.coin();
            boolean tb = u.coin();
            var a = ta ? new long[] {k, m} : new long[] {m, k};
            var b = tb ? new long[] {n, k} : new long[] {k, n};
            var c = u.of(new long[] {n}, new long[] {1, n}, new long[] {m, 1}, new long[] {m, n}, new long[] {1});
            var attributes = Attributes.of("transA", ta ? 1 : 0)
                    .and("transB", tb ? 1 : 0)
                    .and("alpha", u.of(1f, 0.5f))
                    .and("beta", u.of(1f, -1.5f));
            int at = u.below(3);
            String x = u.start(u.opset(11), at == 0 ? a : at == 1 ? b : c);
            return u.op(
                    "Gemm",
                    attributes,
                    at == 0 ? x : u.weights(a),
                    at == 1 ? x : u.weights(b),
                    at == 2 ? x : u.weights(c));
        });
        draws.put("MatMul", u -> {
            long k = u.between(1, 3);
            var batch = u.shape(1, 2);
            var left = u.of(new long[] {k}, new long[] {2, k}, join(batch, 3, k), join(u.partner(batch), 2, k));
            var right = u.of(new long[] {k}, new long[] {k, 2}, join(batch, k, 3));
            boolean first = u.coin();
            String x = u.start(u.opset(7), first ? left : right);
            return first ? u.op("MatMul", x, u.weights(right)) : u.op("MatMul", u.weights(left), x);
        });
        draws.put("Einsum", u -> {
            String equation = u.of(
                    "ij,jk->ik",
                    "bij,bjk->bik",
                    "ij,kj->ik",
                    "i,j->ij",
                    "bij->bji",
                    "ij->j",
                    "ij,ij->",
                    "ij,i->j",
                    "bhqd,bhkd->bhqk",
                    "ij,jk,kl->il",
                    "...ij,...jk->...ik",
                    "...ij,...kj",
                    "...i->i...",
                    "ab,cd->d",
                    "ab,b",
                    "...ab,...b->...a");
            var operands = equation.split("->")[0].split(",");
            int at = u.below(operands.length);
            var sizes = "abcdhijklq".chars().boxed().collect(Collectors.toMap(c -> c, c -> (long) u.between(1, 3)));
            var batch = u.shape(1, 2);
            var shapes = Arrays.stream(operands)
                    .map(o -> {
                        var own =
                                o.replace(".", "").chars().mapToLong(sizes::get).toArray();
                        var dots = batch.clone();
                        for (int d = 0; d < dots.length; d++) {
                            dots[d] = u.coin() ? batch[d] : 1;
                        }
                        return o.startsWith("...") ? join(dots, own) : own;
                    })
                    .toList();
            String x = u.start(u.opset(12), shapes.get(at));
            var inputs = new String[operands.length];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = i == at ? x : u.weights(shapes.get(i));
            }
            return u.op("Einsum", Attributes.of("equation", equation), inputs);
        });
    }

    private static void windows(Map<String, RandomUse.Draw> draws) {
        draws.put("Conv", u -> {
            var slides = u.slides(false);
            int groups = u.of(1, 1, 2, 3);
            String x = u.start(u.opset(11), Slide.shape(1, 2L * groups, slides, Slide::size));
            return u.op(
                    "Conv",
                    Slide.attributes(slides).and("group", groups),
                    x,
                    u.weights(Slide.shape(3L * groups, 2, slides, Slide::kernel)),
                    u.weights(3L * groups));
        });
        draws.put("ConvTranspose", u -> {
            var slides = u.slides(false);
            int groups = u.of(1, 1, 2);
            String x = u.start(u.opset(11), Slide.shape(1, 2L * groups, slides, Slide::size));
            return u.op(
                    "ConvTranspose",
                    Slide.attributes(slides)
                            .and("group", groups)
                            .and("output_padding", Slide.each(slides, Slide::extra)),
                    x,
                    u.weights(Slide.shape(2L * groups, 2, slides, Slide::kernel)),
                    u.weights(2L * groups));
        });
        for (String op : List.of("MaxPool", "AveragePool", "LpPool")) {
            draws.put(op, u -> {
                var slides = u.slides(true);
                var shape = Slide.shape(1, 2, slides, Slide::size);
                int ceil = slides.stream().allMatch(RandomWindowUses::endsInside) ? u.below(2) : 0;
                String x = op.equals("LpPool") ? u.startPositive(u.opset(19), shape) : u.start(u.opset(19), shape);
                var attributes = Slide.attributes(slides);
                return u.op(
                        op,
                        switch (op) {
                            case "MaxPool" -> attributes.and("ceil_mode", ceil).and("storage_order", u.below(2));
                            case "AveragePool" ->
                                attributes.and("ceil_mode", ceil).and("count_include_pad", u.below(2));
                            default -> attributes.and("p", u.between(1, 3));
                        },
                        x);
            });
        }
        for (String op : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
            draws.put(op, u -> {
                var shape = u.shape(3, 5);
                boolean norm = op.equals("GlobalLpPool");
                String x = norm ? u.startPositive(u.opset(7), shape) : u.start(u.opset(7), shape);
                return u.op(op, norm ? Attributes.of("p", u.between(1, 3)) : none(), x);
            });
        }
    }

    private static Attributes none() {
        return Attributes.none();
    }

    private static long[] join(long[] a, long... b) {
        return LongStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    private static boolean endsInside(Slide s) {
        int last = -Math.floorDiv(s.reach() - s.size() - s.begin() - s.end(), s.stride()) * s.stride();
        return last < s.size() + s.begin();
    }
}
