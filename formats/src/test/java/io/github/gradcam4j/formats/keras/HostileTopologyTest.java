package io.github.gradcam4j.formats.keras;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.ReferenceData;
import io.github.gradcam4j.graph.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are wrong in one part are refused with a sentence that names the file, fast and within bounds. */
@Timeout(60)
class HostileTopologyTest {

    private static final String INPUT = KerasFiles.input("i", 8, 8, 3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null_inputs",
                "null_inputs_sub",
                "inobj",
                "c_stride0",
                "c_groups",
                "scalar_channels",
                "reshape_over",
                "shared_models_2e22",
                "path_nul",
                "path_surr"
            })
    void modelsThatBrokeTheReader(String name) {
        var file = ReferenceData.path("cases/security/tfjs").resolve(name).resolve("model.json");
        var failure = assertThrows(
                LayersModelException.class, () -> LayersModel.read(file).toOnnx());
        assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Conv2D | 'filters':2,'kernel_size':3,'strides':0   | strides, which must be one or two whole numbers",
                "Conv2D | 'filters':2,'kernel_size':[3,-1]          | kernel_size, which must be one or two whole",
                "Conv2D | 'filters':2,'kernel_size':3,'groups':0    | has 0 as its groups, which must be 1 or more",
                "Conv2D | 'filters':2,'kernel_size':3,'groups':2    | has 2 groups for 3 channels and 2 filters",
                "Conv2D | 'filters':0,'kernel_size':3               | has 0 as its filters",
                "Conv2D | 'kernel_size':3                           | has no filters",
                "Conv2D | 'filters':2,'kernel_size':3,'dilation_rate':0 | dilation_rate, which must be one or two",
                "Conv2D | 'filters':2,'kernel_size':1e10            | kernel_size must be a whole number",
                "Conv2D | 'filters':'2','kernel_size':3             | filters must be a whole number, not \"2\"",
                "MaxPooling2D | 'strides':[1,2,3]                   | strides, which must be one or two whole",
                "UpSampling2D | 'size':1500                         | which is not possible",
                "UpSampling2D | 'size':2147483647                   | an output that is too large",
                "ZeroPadding2D | 'padding':[[1,2],[3]]              | padding, which must be whole numbers from 0",
                "ZeroPadding2D | 'padding':-1                       | padding, which must be one or two whole",
                "Cropping2D | 'cropping':[[2147483647,1],[0,0]]     | an output that is too large",
                "Reshape | 'target_shape':[0,-1]                    | which must be positive numbers",
                "Reshape | 'target_shape':[]                        | which must be positive numbers",
                "Reshape | 'target_shape':[-1,-1]                   | at most one -1",
                "Reshape | 'target_shape':['x']                     | target_shape must be a whole number or a list",
                "Reshape | 'target_shape':[2147483647,2147483647]   | an output that is too large",
                "Permute | 'dims':'x'                               | dims must be a whole number or a list",
                "Resizing | 'height':0,'width':4                    | has 0 as its height",
                "Resizing | 'height':2147483647,'width':2147483647  | an output that is too large",
                "ReLU | 'max_value':'x'                             | max_value must be a number",
                "ReLU | 'max_value':1e400                           | max_value must be a number",
                "Activation | 'activation':7                        | has the activation 7, expected a name",
                "Rescaling | 'scale':[1,2]                          | has 2 numbers as its scale for [8,8,3]",
                "Normalization | 'mean':'x','variance':1            | has \"x\" as its mean, expected numbers",
                "BatchNormalization | 'axis':'x'                    | axis must be a whole number or a list",
                "GroupNormalization | 'groups':0                    | has 0 groups of 3 channels",
            })
    void wrongSettings(String type, String config, String expected) throws IOException {
        refused(expected, INPUT, KerasFiles.node(type, "l", config, "i"));
    }

    @Test
    void unknownChannels() throws IOException {
        var file = new KerasFiles()
                .write(
                        folder,
                        KerasFiles.functional(
                                "m",
                                "i",
                                "b",
                                KerasFiles.input("i", 8, 8, null),
                                KerasFiles.node("BatchNormalization", "b", "'scale':false", "i")));
        refused("needs an input with a known number of channels", file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'class_name':'ReLU','config':{'name':'r'},'inbound_nodes':{'a':1}} | inbound_nodes must be a list",
                "{'class_name':7,'config':{'name':'r'}}                     | class_name must be a text, not 7",
                "{'class_name':'ReLU','config':7}                           | config must be an object, not 7",
                "{'class_name':'ReLU','config':{'name':[1]}}                | name must be a text",
                "{'class_name':'ReLU','config':{'name':''}}                 | has no name, or that of another layer",
                "{'class_name':'ReLU','config':{'name':'i'}}                | has no name, or that of another layer",
                "7                                                          | must be a JSON object, not 7",
                "{'class_name':'ReLU','config':{'name':'r'},'inbound_nodes':[[['i',-1,0]]]} | a connection must be",
                "{'class_name':'ReLU','config':{'name':'r'},'inbound_nodes':[[['l',0,0]]]} | form a cycle: [l]",
                "{'class_name':'ReLU','config':{'name':'r'},'inbound_nodes':[[['gone',0,0]]]} | takes its input from",
                "{'class_name':'ReLU','config':{'name':'r'},'inbound_nodes':[[]]} | has 0 inputs, expected one",
            })
    void wrongLayers(String layer, String expected) throws IOException {
        refused(expected, INPUT, layer.replace("'r'", "'l'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'dtype':'uint8','quantization':{'dtype':'uint8','scale':null,'min':0} | quantization.scale is missing",
                "'dtype':'uint8','quantization':{'dtype':'uint8','scale':1,'min':'x'} | quantization.min must be a",
                "'dtype':'uint8','quantization':{'dtype':'uint8','scale':1e400,'min':0} | quantization.scale must be",
                "'dtype':'uint8','quantization':{'scale':1,'min':0}                     | quantization.dtype",
                "'dtype':'uint8','quantization':7                              | quantization must be an object",
                "'dtype':7                                                              | dtype must be a text",
            })
    void wrongEncodings(String fields, String expected) throws IOException {
        var files = new KerasFiles().stored("{'name':'l/kernel','shape':[3,2],%s}".formatted(fields), new byte[6]);
        refused(expected, files.write(folder, model(INPUT, KerasFiles.node("Dense", "l", "'units':2", "i"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['w.bin','w.bin']  | names the shard w.bin twice",
                "['w.bin','a.bin','b.bin','c.bin','d.bin'] | d.bin is a link to the same file as four other shards",
                "['out.bin']        | the shard out.bin is outside the model's folder",
                "['../w.bin']       | the shard ../w.bin is outside the model's folder",
                "['/etc/passwd']    | the shard /etc/passwd is outside the model's folder",
                "['.']              | it is a folder, not a file",
                "['gone.bin']       | the shard gone.bin is not beside model.json",
                "[7]                | paths must be a list of texts, and has 7",
                "'w.bin'            | paths must be a list",
            })
    void wrongShards(String paths, String expected) throws IOException {
        var model = Files.createDirectory(folder.resolve("model"));
        var outside = Files.write(folder.resolve("outside.bin"), new byte[4]);
        Files.createSymbolicLink(model.resolve("out.bin"), outside);
        var shard = Files.write(model.resolve("w.bin"), new byte[4]);
        for (String link : List.of("a.bin", "b.bin", "c.bin", "d.bin")) {
            Files.createSymbolicLink(model.resolve(link), shard);
        }
        String json =
                "{'modelTopology':%s,'weightsManifest':[{'paths':%s,'weights':[]}]}".formatted(model(INPUT), paths);
        refused(expected, Files.writeString(model.resolve("model.json"), json.replace('\'', '"')));
    }

    /** Each model calls the next one twice; 20,000 calls are written in the wrong order. */
    @Test
    void bombsAreRefusedAndLongModelsAreRead() throws IOException {
        String inner = KerasFiles.functional("m0", "i0", "i0", KerasFiles.input("i0", 4, 4, 3));
        for (int i = 1; i < 40; i++) {
            String called = inner.substring(0, inner.length() - 1)
                    + ",'inbound_nodes':[[['i%d',0,0,{}]],[['m%d',0,0,{}]]]}".formatted(i, i - 1);
            inner = KerasFiles.functional("m" + i, "i" + i, "i" + i, KerasFiles.input("i" + i, 4, 4, 3), called)
                    .replaceFirst(
                            "'output_layers':\\[\\['i%d',0,0]]}}$".formatted(i),
                            "'output_layers':[['m%d',1,0]]}}".formatted(i - 1));
        }
        refused("calls its layers more than 100,000 times", new KerasFiles().write(folder, inner, 1));
        var layers = new ArrayList<String>();
        IntStream.iterate(20_000, i -> i > 0, i -> i - 1)
                .forEach(i -> layers.add(KerasFiles.node("ReLU", "r" + i, "", i == 1 ? "i" : "r" + (i - 1))));
        layers.add(INPUT);
        var chain = KerasFiles.functional("m", "i", "r20000", layers.toArray(String[]::new));
        assertFalse(LayersModel.read(new KerasFiles().write(folder, chain, 1))
                .toOnnx()
                .nodes()
                .isEmpty());
    }

    /** Every value of a model is replaced by others; the reader answers with a model or its own exception. */
    @Test
    void mutationsAreReadOrRefused() throws IOException {
        var mapper = new ObjectMapper();
        var valid = mapper.readTree(rich().toFile());
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            var mutant = valid.deepCopy();
            var containers = new ArrayList<JsonNode>();
            containers(mutant, containers);
            mutate(containers.get(random.nextInt(containers.size())), random);
            mapper.writeValue(folder.resolve("model.json").toFile(), mutant);
            try {
                var model = LayersModel.read(folder.resolve("model.json"));
                model.normalizes();
                model.toOnnx();
            } catch (LayersModelException | IOException | InvalidModelException expected) {
                assertFalse(expected.getMessage().isBlank());
            } catch (RuntimeException e) {
                fail(mapper.writeValueAsString(mutant), e);
            }
        }
    }

    private static void containers(JsonNode json, List<JsonNode> found) {
        if (json.isContainerNode() && !json.isEmpty()) {
            found.add(json);
        }
        json.forEach(inner -> containers(inner, found));
    }

    private static void mutate(JsonNode container, Random random) {
        var value = VALUES.get(random.nextInt(VALUES.size())).deepCopy();
        if (container instanceof ArrayNode array) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 ->
                    array.insert(at, array.get(random.nextInt(array.size())).deepCopy());
                default -> array.set(at, value);
            }
        } else {
            var object = (ObjectNode) container;
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 ->
                    object.set(
                            name,
                            object.get(names.get(random.nextInt(names.size()))).deepCopy());
                default -> object.set(name, value);
            }
        }
    }

    private static final List<JsonNode> VALUES = values();

    private static List<JsonNode> values() {
        var json = JsonNodeFactory.instance;
        return List.of(
                json.nullNode(),
                json.booleanNode(true),
                json.numberNode(0),
                json.numberNode(-1),
                json.numberNode(1),
                json.numberNode(3),
                json.numberNode(Integer.MAX_VALUE),
                json.numberNode(Long.MAX_VALUE),
                json.numberNode(1e300),
                json.numberNode(0.5),
                json.textNode(""),
                json.textNode("i"),
                json.textNode("relu"),
                json.textNode("const/0.0"),
                json.arrayNode(),
                json.arrayNode().add(1).add(1),
                json.arrayNode().add(json.arrayNode().add("i").add(0).add(0)),
                json.objectNode(),
                json.objectNode().put("a", 1));
    }

    /** Returns a model with many types of layers, a nested model and a quantized weight. */
    private Path rich() throws IOException {
        String nested = KerasFiles.functional(
                "n", "ni", "nr", KerasFiles.input("ni", 8, 8, 4), KerasFiles.node("ReLU", "nr", "'max_value':6", "ni"));
        return new KerasFiles()
                .weight("c/kernel", KerasFiles.values(108, 1), 3, 3, 3, 4)
                .weight("c/bias", KerasFiles.values(4, 2), 4)
                .weight("b/gamma", KerasFiles.values(4, 3), 4)
                .weight("b/beta", KerasFiles.values(4, 4), 4)
                .weight("b/moving_mean", KerasFiles.values(4, 5), 4)
                .weight("b/moving_variance", new float[] {1, 2, 3, 4}, 4)
                .weight("dw/depthwise_kernel", KerasFiles.values(36, 6), 3, 3, 4, 1)
                .stored(
                        "{'name':'d/kernel','shape':[4,2],'dtype':'float32',"
                                + "'quantization':{'dtype':'uint8','scale':0.1,'min':-1}}",
                        new byte[8])
                .weight("d/bias", KerasFiles.values(2, 7), 2)
                .write(
                        folder,
                        KerasFiles.functional(
                                "m",
                                "i",
                                "d",
                                INPUT,
                                KerasFiles.node("Rescaling", "s", "'scale':0.5,'offset':[1,2,3]", "i"),
                                KerasFiles.node(
                                        "Conv2D",
                                        "c",
                                        "'filters':4,'kernel_size':[3,3],'strides':[1,1],'padding':'same',"
                                                + "'activation':'relu'",
                                        "s"),
                                KerasFiles.node("BatchNormalization", "b", "'axis':[3],'epsilon':0.001", "c"),
                                nested.substring(0, nested.length() - 1) + ",'inbound_nodes':[[['b',0,0,{}]]]}",
                                KerasFiles.node("Add", "a", "", "['n',0,0,{}],['b',0,0,{}]"),
                                KerasFiles.node(
                                        "DepthwiseConv2D",
                                        "dw",
                                        "'kernel_size':3,'use_bias':false,'depth_multiplier':1",
                                        "a"),
                                KerasFiles.node("MaxPooling2D", "p", "'pool_size':2,'strides':2", "dw"),
                                KerasFiles.node("ZeroPadding2D", "z", "'padding':[[1,1],[1,1]]", "p"),
                                KerasFiles.node("Concatenate", "cc", "'axis':-1", "['z',0,0,{}],['z',0,0,{}]"),
                                KerasFiles.node("Cropping2D", "cr", "'cropping':1", "cc"),
                                KerasFiles.node("UpSampling2D", "u", "'size':[2,2]", "cr"),
                                KerasFiles.node("GlobalAveragePooling2D", "g", "", "u"),
                                KerasFiles.node("Reshape", "r", "'target_shape':[2,4]", "g"),
                                KerasFiles.node("GlobalAveragePooling2D", "g2", "", "a"),
                                KerasFiles.node("Dense", "d", "'units':2,'activation':'softmax'", "g2")));
    }

    private static String model(String... layers) {
        return KerasFiles.functional("m", "i", layers.length == 1 ? "i" : "l", layers);
    }

    private void refused(String expected, String... layers) throws IOException {
        refused(expected, new KerasFiles().write(folder, model(layers), 1));
    }

    private static void refused(String expected, Path file) {
        var failure = assertThrows(Exception.class, () -> LayersModel.read(file).toOnnx());
        assertTrue(failure instanceof LayersModelException || failure instanceof IOException, failure.toString());
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
        assertTrue(failure.getMessage().contains(file.getParent().toString()), failure.getMessage());
    }
}
