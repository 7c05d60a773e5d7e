package io.github.gradcam4j.formats.keras;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes TF.js layers models as exporters do: {@code model.json} and {@code weights.bin}. */
public final class KerasFiles {

    private final List<String> manifest = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    public KerasFiles weight(String name, float[] values, int... shape) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return stored(
                "{'name':'%s','shape':%s,'dtype':'float32'}".formatted(name, Arrays.toString(shape)), bytes.array());
    }

    /** A weight with its entry of the manifest. */
    KerasFiles stored(String entry, byte... bytes) {
        manifest.add(entry);
        contents.add(bytes);
        return this;
    }

    /** @param model a model's class name and configuration; single quotes stand for double ones */
    public Path write(Path folder, String model) throws IOException {
        return write(folder, model, bytes().length);
    }

    /** @param shard the size of each shard but the last */
    Path write(Path folder, String model, int shard) throws IOException {
        byte[] all = bytes();
        var paths = new ArrayList<String>();
        for (int from = 0; from < all.length; from += shard) {
            paths.add("'shard%d.bin'".formatted(paths.size()));
            Files.write(
                    folder.resolve("shard%d.bin".formatted(paths.size() - 1)),
                    Arrays.copyOfRange(all, from, Math.min(all.length, from + shard)));
        }
        String json = "{'format':'layers-model','modelTopology':%s,'weightsManifest':[{'paths':%s,'weights':%s}]}"
                .formatted(model, paths, manifest);
        return Files.writeString(folder.resolve("model.json"), json.replace('\'', '"'));
    }

    private byte[] bytes() {
        var all = ByteBuffer.allocate(contents.stream().mapToInt(c -> c.length).sum());
        contents.forEach(all::put);
        return all.array();
    }

    public static String sequential(String name, String... layers) {
        return "{'class_name':'Sequential','config':{'name':'%s','layers':[%s]}}"
                .formatted(name, String.join(",", layers));
    }

    /** @param config further settings, such as {@code 'units':3} */
    public static String layer(String type, String name, String config) {
        return "{'class_name':'%s','config':{'name':'%s'%s}}"
                .formatted(type, name, config.isEmpty() ? "" : "," + config);
    }

    /**
     * A layer of a functional model, called once. An input is a layer's name or, with its quotes, a whole connection.
     */
    static String node(String type, String name, String config, String... inputs) {
        var connections = Arrays.stream(inputs)
                .map(i -> i.contains("'") ? i : "['%s',0,0,{}]".formatted(i))
                .toList();
        return "{'class_name':'%s','name':'%s','config':{'name':'%s'%s},'inbound_nodes':[%s]}"
                .formatted(type, name, name, config.isEmpty() ? "" : "," + config, connections);
    }

    public static String input(String name, Integer... shape) {
        return ("{'class_name':'InputLayer','name':'%s','config':{'name':'%s','batch_input_shape':[null,%s]},"
                        + "'inbound_nodes':[]}")
                .formatted(
                        name,
                        name,
                        String.join(
                                ",", Arrays.stream(shape).map(String::valueOf).toList()));
    }

    static String functional(String name, String input, String output, String... layers) {
        return ("{'class_name':'Functional','name':'%1$s','config':{'name':'%1$s','layers':[%4$s],"
                        + "'input_layers':[['%2$s',0,0]],'output_layers':[['%3$s',0,0]]}}")
                .formatted(name, input, output, String.join(",", layers));
    }

    /** Values of no pattern, between -1 and 1. */
    public static float[] values(int count, int seed) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.sin(12.9898 * (i + 1) + 78.233 * seed);
        }
        return values;
    }
}
