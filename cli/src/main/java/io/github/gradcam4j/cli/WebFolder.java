package io.github.gradcam4j.cli;

import io.github.gradcam4j.explain.Explainer;
import io.github.gradcam4j.export.OnnxExport;
import io.github.gradcam4j.graph.TensorInfo;
import io.github.gradcam4j.image.Colormap;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.PixelFormat;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.image.Preprocessing.Channels;
import io.github.gradcam4j.image.Preprocessing.Fit;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.report.Json;
import io.github.gradcam4j.studio.Studio;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.zoo.card.Card;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A folder with a web page that explains a model in the browser: the page and ONNX Runtime Web, which are in the
 * studio's jar, the exported model, and model.json, which describes it to the page.
 *
 * @param export takes one image as bytes, and the class
 * @param card the catalog's card of the model, if it has one
 */
record WebFolder(OnnxExport export, Explainer explainer, Optional<Card> card) {

    /** The largest model: a browser holds it twice in memory while it loads. */
    private static final long MOST_BYTES = 300_000_000;

    private static final String PAGE = "/exported-page/";
    private static final String INDEX = "index.html";
    private static final String MARK = "content=\"gradcam4j export\"";

    /** Refuses a folder with other content than an earlier export. */
    static void requireOurs(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is a file, not a folder; give --web another name");
        }
        var index = folder.resolve(INDEX);
        if (Files.isRegularFile(index) && Files.readString(index).contains(MARK)) {
            return;
        }
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IOException(folder + " has other files; give --web a new or an empty folder, or one of an"
                        + " earlier export");
            }
        }
    }

    /**
     * Writes the folder, and returns the model's size in bytes. The page goes first, as it marks the folder as ours.
     */
    long write(Path folder) throws IOException {
        var preprocessing = explainer.model().preprocessing();
        if (preprocessing.channels() == Channels.RGBA) {
            throw new IOException("a model with a channel of opacity cannot be exported as a page, whose images are"
                    + " opaque; export it with -o FILE.onnx");
        }
        requireSize(Files.size(explainer.model().onnx()));
        AtomicFile.write(folder.resolve(INDEX), page(INDEX));
        for (String name :
                new String(page("files.txt"), StandardCharsets.UTF_8).lines().toList()) {
            AtomicFile.write(folder.resolve(name), page(name));
        }
        var model = folder.resolve("model.onnx");
        AtomicFile.write(model, part -> {
            export.graph().write(part);
            requireSize(Files.size(part));
        });
        long bytes = Files.size(model);
        AtomicFile.write(folder.resolve("model.json"), Json.bytes(description(preprocessing, bytes)));
        return bytes;
    }

    private static void requireSize(long bytes) throws IOException {
        if (bytes > MOST_BYTES) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the model has %.0f MB, and a page takes %.0f MB at most; export it with -o FILE.onnx for another"
                            + " runtime",
                    bytes / 1e6,
                    MOST_BYTES / 1e6));
        }
    }

    private static byte[] page(String name) throws IOException {
        try (var in = Studio.class.getResourceAsStream(PAGE + name)) {
            if (in == null) {
                throw new IOException("the page is not in this build of gradcam4j: " + name
                        + " is missing; build it with Node, see CONTRIBUTING.md");
            }
            return in.readAllBytes();
        }
    }

    private Map<String, Object> description(Preprocessing preprocessing, long bytes) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("title", card.map(Card::title).orElse(explainer.model().id()));
        entries.put("method", export.method().title());
        entries.put("layer", export.layer().name());
        entries.put("bytes", bytes);
        entries.put(
                "labels",
                IntStream.range(0, explainer.labels().size())
                        .mapToObj(explainer.labels()::name)
                        .toList());
        entries.put("activation", name(explainer.endsInActivation() ? Activation.NONE : explainer.activation()));
        entries.put(
                "inputs",
                Map.of("image", export.image(), "choice", export.choice().orElseThrow()));
        entries.put("outputs", Map.of("scores", scores(), "map", export.map()));
        entries.put("fitting", fitting(preprocessing));
        entries.put("colormaps", colormaps());
        card.flatMap(Card::license).ifPresent(license -> entries.put("license", license));
        card.flatMap(Card::citation).ifPresent(citation -> entries.put("citation", citation));
        return entries;
    }

    private String scores() {
        var names = export.graph().outputs().stream().map(TensorInfo::name).toList();
        return explainer.model().output().filter(names::contains).orElse(names.get(0));
    }

    private static Map<String, Object> fitting(Preprocessing p) {
        return Map.of(
                "width", p.width(),
                "height", p.height(),
                "fit", name(p.fit()),
                "resize", p.resize(),
                "interpolation", name(p.interpolation()),
                "border", border(p));
    }

    /** Returns the color of the border, which a picture of extreme proportions shows in its first pixel. */
    private static List<Integer> border(Preprocessing p) {
        if (p.fit() != Fit.PAD) {
            return List.of(0, 0, 0);
        }
        int side = 64;
        boolean upright = p.height() < p.width();
        var bar = Image.fromPixels(new byte[3 * side], upright ? 1 : side, upright ? side : 1, PixelFormat.RGB);
        int color = p.resizeAndCrop(bar).rgb(0, 0);
        return List.of(color >> 16 & 0xff, color >> 8 & 0xff, color & 0xff);
    }

    private static Map<String, byte[]> colormaps() {
        var tables = new LinkedHashMap<String, byte[]>();
        for (Colormap map : Colormap.values()) {
            tables.put(map.toString(), map.table());
        }
        return tables;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
