package io.github.gradcam4j.formats.keras;

import static io.github.gradcam4j.formats.keras.KerasFiles.functional;
import static io.github.gradcam4j.formats.keras.KerasFiles.input;
import static io.github.gradcam4j.formats.keras.KerasFiles.layer;
import static io.github.gradcam4j.formats.keras.KerasFiles.node;
import static io.github.gradcam4j.formats.keras.KerasFiles.sequential;
import static io.github.gradcam4j.formats.keras.Nhwc.assertGives;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of layers, and nested models. */
class TopologyTest {

    private static final Nhwc X = new Nhwc(1, 2, 2, new float[] {1, 2, 3, 4});

    @TempDir
    Path folder;

    private final KerasFiles files = new KerasFiles();

    @Test
    void aFunctionalModelMayListItsLayersInAnyOrder() throws IOException {
        var model = functional(
                "m",
                "x",
                "sum",
                node("Add", "sum", "", "a", "b"),
                node("Rescaling", "b", "'scale':1,'offset':1", "a"),
                node("Rescaling", "a", "'scale':10,'offset':0", "x"),
                input("x", 1, 2, 2));
        assertGives(new Nhwc(1, 2, 2, new float[] {21, 41, 61, 81}), files.write(folder, model), X);
    }

    @Test
    void aLayerUsedTwiceSharesItsWeights() throws IOException {
        files.weight("d/kernel", new float[] {0, 1, 2, 0}, 2, 2);
        var shared = "{'class_name':'Dense','name':'d','config':{'name':'d','units':2,'use_bias':false},"
                + "'inbound_nodes':[[['x',0,0,{}]],[['d',0,0,{}]]]}";
        var model = functional("m", "x", "d", input("x", 1, 2, 2), shared).replace("['d',0,0]]}", "['d',1,0]]}");
        var path = files.write(folder, model);
        assertGives(new Nhwc(1, 2, 2, new float[] {2, 4, 6, 8}), path, X);
        var kernels = LayersModel.read(path).toOnnx().initializers().keySet().stream()
                .filter(i -> i.startsWith("d/kernel"))
                .count();
        assertEquals(1, kernels);
    }

    /** The first call of a nested model has the number 1 in Keras 2.4 and later, 0 in earlier versions and TF.js. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nestedModel(int first) throws IOException {
        String inner = functional(
                "base",
                "inner_x",
                "twice",
                input("inner_x", 1, 2, 2),
                node("Rescaling", "twice", "'scale':2,'offset':0", "inner_x"));
        String called = inner.substring(0, inner.length() - 1)
                + ",'inbound_nodes':[[['x',0,0,{}]],[['base',%d,0,{}]]]}".formatted(first);
        String second = "['base',%d,0,{}]".formatted(first + 1);
        String model = functional("m", "x", "out", input("x", 1, 2, 2), called, node("Add", "out", "", second, "x"));
        assertGives(new Nhwc(1, 2, 2, new float[] {5, 10, 15, 20}), files.write(folder, model), X);
    }

    @Test
    void keras3NamesInputsByTheirHistory() throws IOException {
        var tensor = "{'class_name':'__keras_tensor__','config':{'shape':[null,1,2,2],'keras_history':['x',0,0]}}";
        var model = ("{'class_name':'Functional','config':{'name':'m','layers':[{'class_name':'InputLayer','name':'x',"
                        + "'config':{'name':'x','batch_shape':[null,1,2,2]},'inbound_nodes':[]},"
                        + "{'class_name':'Rescaling','name':'r','config':{'name':'r','scale':2,'offset':1},"
                        + "'inbound_nodes':[{'args':[%s],'kwargs':{}}]}],"
                        + "'input_layers':['x',0,0],'output_layers':['r',0,0]}}")
                .formatted(tensor);
        assertGives(new Nhwc(1, 2, 2, new float[] {3, 5, 7, 9}), files.write(folder, model), X);
    }

    @Test
    void aSequentialModelMayNameItsInputInTheFirstLayer() throws IOException {
        var model = sequential("m", layer("Rescaling", "r", "'scale':3,'offset':0,'batch_input_shape':[null,1,2,2]"));
        assertGives(new Nhwc(1, 2, 2, new float[] {3, 6, 9, 12}), files.write(folder, model), X);
        var wrapped = "{'keras_version':'2.15','model_config':%s}".formatted(model);
        assertGives(new Nhwc(1, 2, 2, new float[] {3, 6, 9, 12}), files.write(folder, wrapped), X);
    }

    @Test
    void layersInACycleAreNamed() throws IOException {
        fails(
                "the layers of the model m form a cycle: [a, b]",
                functional("m", "x", "b", input("x", 1, 2, 2), node("ReLU", "a", "", "b"), node("ReLU", "b", "", "a")));
    }

    @Test
    void anUnknownInputIsNamedWithTheLayerThatTakesIt() throws IOException {
        fails(
                "layer ReLU \"a\" takes its input from \"nothing\", which the model m does not have",
                functional(
                        "m",
                        "x",
                        "b",
                        input("x", 1, 2, 2),
                        node("ReLU", "b", "", "a"),
                        node("ReLU", "a", "", "nothing")));
    }

    @Test
    void anUnknownOutputIsNamed() throws IOException {
        fails("has no layer for its output gone", functional("m", "x", "gone", input("x", 1, 2, 2)));
        fails(
                "the model m declares no outputs",
                functional("m", "x", "x", input("x", 1, 2, 2)).replace("[['x',0,0]]}}", "[]}}"));
    }

    @Test
    void aModelWithoutInputOrLayersIsRefused() throws IOException {
        fails("layer ReLU \"r\" is the first and has no input shape", sequential("m", layer("ReLU", "r", "")));
        fails("the model m has no layers", sequential("m"));
    }

    @Test
    void allUnknownTypesAreNamedAtOnce() throws IOException {
        fails(
                "2 layers are not supported: Custom \"odd\", Lambda \"outer\". Convert the model to ONNX",
                sequential(
                        "m",
                        sequential("inner", input("x", 1, 2, 2), layer("Custom", "odd", "")),
                        layer("Lambda", "outer", "")));
    }

    @Test
    void twoNestedModelsMayHaveLayersOfTheSameName() throws IOException {
        String left = sequential("left", input("x", 1, 2, 2), layer("Rescaling", "r", "'scale':2,'offset':0"));
        String right = sequential("right", layer("Rescaling", "r", "'scale':3,'offset':0"));
        var path = files.write(folder, sequential("m", left, right));
        assertGives(new Nhwc(1, 2, 2, new float[] {6, 12, 18, 24}), path, X);
        assertTrue(LayersModel.read(path).toOnnx().tensors().containsAll(List.of("left/r", "right/r")));
    }

    /** Keras 3 writes the shape in camel case for TF.js. */
    @ParameterizedTest
    @ValueSource(strings = {"batch_input_shape", "batch_shape", "batchInputShape", "batchShape"})
    void shapeOfTheInput(String key) throws IOException {
        String model = sequential("m", input("x", 1, 2, 2), layer("Rescaling", "r", "'scale':2,'offset':0"));
        assertGives(
                new Nhwc(1, 2, 2, new float[] {2, 4, 6, 8}),
                files.write(folder, model.replace("batch_input_shape", key)),
                X);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'format':'graph-model','modelTopology':{},'weightsManifest':[]}"
                        + "|is a TF.js graph model; of TF.js, only layers models",
                "{'modelTopology':{'node':[]},'weightsManifest':[]}|--tfjs",
                "{'class_name':'Sequential','config':{}}|has the layers of a Keras model alone",
                "{'modelTopology':{}}|no modelTopology or no weightsManifest",
                "[]|is not a TF.js layers model",
                "{|is not JSON",
                "|is not JSON: it is empty",
            })
    void whatIsNoLayersModelIsRefused(String row) throws IOException {
        int bar = row.indexOf('|');
        var file = Files.writeString(
                folder.resolve("model.json"), row.substring(0, bar).replace('\'', '"'));
        String message = assertThrows(LayersModelException.class, () -> LayersModel.read(file))
                .getMessage();
        assertTrue(message.startsWith(file.toString()) && message.contains(row.substring(bar + 1)), message);
    }

    private void fails(String expected, String model) throws IOException {
        var read = LayersModel.read(files.write(folder, model));
        String message = assertThrows(LayersModelException.class, read::toOnnx).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
