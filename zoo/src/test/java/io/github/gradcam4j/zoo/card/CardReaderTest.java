package io.github.gradcam4j.zoo.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.formats.architecture.Architecture;
import io.github.gradcam4j.image.Preprocessing;
import io.github.gradcam4j.model.Model;
import io.github.gradcam4j.model.SettingKey;
import io.github.gradcam4j.model.Settings;
import io.github.gradcam4j.target.Activation;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardReaderTest {

    @TempDir
    Path folder;

    @Test
    void theCatalog() {
        var cards = Catalog.cards();
        assertEquals(
                List.of("resnet50", "resnet50-v1", "resnet50-msra", "resnet18", "squeezenet1_0", "detypify"),
                cards.stream().map(Card::id).toList());
        for (Card card : cards) {
            assertFalse(card.layers().isEmpty(), card.id());
            assertTrue(card.license().isPresent() && card.citation().isPresent(), card.id());
            assertTrue(card.labels().isPresent() && card.activation().isPresent(), card.id());
            assertTrue(card.size() > 1_000_000, card.id());
        }
        for (Card card : cards.subList(0, 4)) {
            assertEquals(Labels.imageNet(), card.labels().orElseThrow());
            assertEquals("layer4", card.layer());
            assertTrue(card.layers().containsKey("layer3.1"), card.id());
            assertTrue(card.accuracy().orElseThrow().top1() > 69, card.id());
            assertTrue(card.size() > 40_000_000, card.id());
            card.architecture()
                    .ifPresent(name -> assertEquals(
                            Architecture.byName(name).size(1000),
                            card.parameters().orElseThrow()));
        }
    }

    @Test
    void everyField() throws IOException {
        Files.writeString(folder.resolve("labels.txt"), "cat\n\n dog \r\n");
        Files.write(folder.resolve("pets.onnx"), new byte[5]);
        var card = read("""
                {"id": "pets", "title": "Cats and dogs", "architecture": "resnet18",
                 "weights": [{"url": "https://example.org/a/pets%20.pth?raw=1", "sha256": "F37072FD", "size": 12},
                             {"npm": "@me/pets@1.0.0-rc.1", "sha512": "HASH", "model": "package/m.json", "size": 13},
                             {"file": "pets.onnx"}],
                 "input": {"width": 96, "height": 64, "layout": "NHWC", "channels": "bgr", "scale": 1,
                 "mean": [1, 2, 3],
                           "std": [4, 5, 6], "fit": "squash", "resize": 128},
                 "output": {"tensor": "scores", "activation": "sigmoid"},
                 "labels": "labels.txt", "layer": "last", "layers": {"last": "Relu_9"}, "parameters": 99,
                 "accuracy": {"top1": 90.5, "top5": 100}, "license": "MIT",
                 "citation": "Me"}""".replace("HASH", "ab".repeat(64)));
        assertEquals("Cats and dogs", card.title());
        assertEquals(Optional.of("resnet18"), card.architecture());
        var web = (Source.Web) card.weights().get(0);
        assertEquals("pets .pth", web.fileName());
        assertEquals("SHA-256 f37072fd", web.hash().toString());
        assertEquals(12, web.size());
        var npm = (Source.Npm) card.weights().get(1);
        assertEquals("package/m.json", npm.model());
        assertEquals("me-pets-1.0.0-rc.1.tgz", npm.fileName());
        var local = (Source.Local) card.weights().get(2);
        assertEquals(folder.resolve("pets.onnx"), local.file());
        assertEquals(5, local.size());
        assertEquals(
                Preprocessing.imageNet()
                        .withInputSize(96, 64)
                        .withLayout(Preprocessing.Layout.NHWC)
                        .withChannels(Preprocessing.Channels.BGR)
                        .withScale(1)
                        .withMean(List.of(1.0, 2.0, 3.0))
                        .withStd(List.of(4.0, 5.0, 6.0))
                        .withFit(Preprocessing.Fit.SQUASH)
                        .withResize(128),
                card.preprocessing());
        assertEquals(Optional.of("scores"), card.output());
        assertEquals(Optional.of(Activation.SIGMOID), card.activation());
        assertEquals("dog", card.labels().orElseThrow().name(1));
        assertEquals(2, card.labels().orElseThrow().size());
        assertEquals("last", card.layer());
        assertEquals(Map.of("last", "Relu_9"), card.layers());
        assertEquals(OptionalLong.of(99), card.parameters());
        assertEquals(new Card.Accuracy(90.5, 100), card.accuracy().orElseThrow());
        assertEquals(Optional.of("MIT"), card.license());
        assertEquals(Optional.of("Me"), card.citation());
    }

    /** Cards without a size or without any input read as ever, and are completed by the model's file. */
    @Test
    void aSizeThatIsLeftOutIsThatOfTheModel() throws IOException {
        var bare = read("{\"id\": \"m\"}").model(Path.of("m.onnx"));
        assertEquals(Settings.NONE, bare.settings());
        var input = read("{\"id\": \"m\", \"input\": {\"scale\": 1, \"resize\": 232}}")
                .model(Path.of("m.onnx"));
        assertFalse(input.preprocessing().hasInputSize());
        assertFalse(input.settings().has(SettingKey.MEAN));
        assertEquals(232, input.preprocessing().resize());
        var half = read("{\"id\": \"m\", \"input\": {\"height\": 96}}").preprocessing();
        assertEquals(224, half.withModelInput(1, 3, 300, 300).width());
        assertEquals(96, half.withModelInput(1, 3, 300, 300).height());
    }

    /** A card of a size alone leaves a gray model gray: ImageNet's mean and deviation are not set by it. */
    @Test
    void whatTheCardDoesNotSetFollowsFromTheModel() throws IOException {
        var size = read("{\"id\": \"m\", \"input\": {\"width\": 28, \"height\": 28}}")
                .preprocessing();
        var gray = size.withModelInput(1, 1, 28, 28);
        assertEquals(Preprocessing.Channels.GRAY, gray.channels());
        assertEquals(List.of(0.0), gray.mean());
        var one = read("{\"id\": \"m\", \"input\": {\"channels\": \"rgba\", \"mean\": 0.5, \"std\": [0.25]}}")
                .preprocessing();
        assertEquals(List.of(0.5, 0.5, 0.5, 0.5), one.mean());
        assertEquals(4, one.std().size());
    }

    @Test
    void aClassMayHaveSeveralNames() throws IOException {
        var labels = read("{\"id\": \"m\", \"labels\": [[\"dollar\", \"peso\", \"$\"], \"euro\"]}")
                .labels()
                .orElseThrow();
        assertEquals(List.of(List.of("dollar", "peso", "$"), List.of("euro")), labels.names());
        assertEquals(0, labels.resolve("peso"));
        assertEquals("dollar", labels.name(0));
    }

    @Test
    void cardsAreEqualByTheirProperties() throws IOException {
        String json = "{\"id\": \"m\", \"labels\": [\"a\", \"b\"], \"layers\": {\"last\": \"Relu_9\"}}";
        assertEquals(read(json), read(json));
        assertEquals(read(json).hashCode(), read(json).hashCode());
        assertNotEquals(read(json), read(json.replace("Relu_9", "Relu_8")));
        assertEquals("Card[m, m]", read(json).toString());
        assertThrows(IllegalArgumentException.class, () -> Card.builder("a b"));
    }

    @Test
    void whatIsLeftOutOrNullIsUsual() throws IOException {
        for (String json : List.of(
                "{\"id\": \"m\"}",
                "{\"id\": \"m\", \"architecture\": null, \"input\": null, \"output\": {\"tensor\": null}, "
                        + "\"labels\": null}")) {
            var card = read(json);
            assertEquals("m", card.title());
            assertEquals(Preprocessing.imageNet(), card.preprocessing());
            assertEquals(Model.AUTO, card.layer());
            assertTrue(card.labels().isEmpty()
                    && card.activation().isEmpty()
                    && card.output().isEmpty());
            assertTrue(card.weights().isEmpty() && card.architecture().isEmpty());
            assertEquals(0, card.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[]                                              | must be a JSON object, not []",
                "{                                               | is not JSON",
                "{'title':'x'}                                   | id is missing",
                "{'id':7}                                        | id must be a text, not 7",
                "{'id':'../x'}                                   | id must be of at most 64 letters",
                "{'id':'m','color':1}                           | color is unknown; the known fields are "
                        + "[$schema, accuracy, "
                        + "architecture",
                "{'id':'m','task':'segment'}                     | task must be",
                "{'id':'m','architecture':'vgg16'}               | architecture is unknown: no architecture",
                "{'id':'m','weights':{}}                         | weights must be a list, not {}",
                "{'id':'m','weights':['a']}                      | weights must be a list of objects",
                "{'id':'m','weights':[{'size':1}]}               | weights[0].url is missing, and npm and file are too",
                "{'id':'m','weights':[{'file':'a','sha1':'b'}]}  | weights[0].sha1 is unknown",
                "{'id':'m','weights':[{'url':'https://e.org/a'}]}| weights[0].sha256 or sha512 is missing",
                "{'id':'m','weights':[{'url':'https://e.org/a','sha256':'f37072f'}]} | weights[0].sha256 is wrong: "
                        + "'f37072f' is not a SHA-256",
                "{'id':'m','weights':[{'url':'https://e.org/a','sha512':'abcd1234'}]}| weights[0].sha512 is wrong",
                "{'id':'m','weights':[{'url':'ftp://e.org/a','sha256':'f37072fd'}]}  | weights[0].url must be the "
                        + "http(s) address of a file",
                "{'id':'m','weights':[{'url':'https://e.org/%zz','sha256':'f37072fd'}]}  | weights[0].url is no "
                        + "address",
                "{'id':'m','weights':[{'url':'https://e.org/a%2f..','sha256':'f37072fd'}]}  | weights[0].url must "
                        + "end in the name of a file",
                "{'id':'m','weights':[{'npm':'a','sha256':'f37072fd'}]}         | weights[0].npm must be a package "
                        + "and its version",
                "{'id':'m','weights':[{'npm':'--x@1.0.0','sha256':'f37072fd'}]} | weights[0].npm must be a package",
                "{'id':'m','weights':[{'npm':'a@1&calc','sha256':'f37072fd'}]}  | weights[0].npm must be a package",
                "{'id':'m','weights':[{'npm':'../a@1.0','sha256':'f37072fd'}]}  | weights[0].npm must be a package",
                "{'id':'m','weights':[{'file':'a','size':-1}]}   | weights[0].size must be a whole number",
                "{'id':'m','input':[224]}                        | input must be an object",
                "{'id':'m','input':{'widht':224}}                | input.widht is unknown",
                "{'id':'m','input':{'width':22.5}}               | input.width must be a whole number",
                "{'id':'m','input':{'width':0}}                  | input is wrong. an input size is at least "
                        + "1x1, not 0x224",
                "{'id':'m','input':{'mean':'0.5'}}               | input.mean must be a number, or a list of 1, 3 or 4",
                "{'id':'m','input':{'mean':[1,2]}}               | input.mean must be a number, or a list of 1, 3 or 4",
                "{'id':'m','input':{'channels':'gray','mean':[1,2,3]}} | input is wrong. Preprocessing: mean must be 1 "
                        + "number, not [1.0, 2.0, 3.0]",
                "{'id':'m','input':{'std':[1,0,1]}}              | input is wrong. Preprocessing: std",
                "{'id':'m','input':{'fit':'stretch'}}            | input.fit must be one of crop, pad, squash",
                "{'id':'m','input':{'channels':'YUV'}}           | input.channels must be one of bgr, gray, rgb, rgba",
                "{'id':'m','input':{'scale':'1/255'}}            | input.scale must be a number",
                "{'id':'m','output':{'activation':'relu'}}       | output.activation must be one of none, sigmoid, "
                        + "softmax",
                "{'id':'m','output':'scores'}                    | output must be an object",
                "{'id':'m','labels':[]}                          | labels must be",
                "{'id':'m','labels':[1]}                         | labels must be",
                "{'id':'m','labels':['a',[]]}                    | labels must be",
                "{'id':'m','labels':['a',['b',1]]}               | labels must be",
                "{'id':'m','labels':'gone.txt'}                  | labels names the file",
                "{'id':'m','labels':'/etc/passwd'}               | labels names the file /etc/passwd, which is outside",
                "{'id':'m','labels':'../a.txt'}                  | labels names the file ../a.txt, which is outside",
                "{'id':'m','id':'n'}                             | is not JSON: Duplicate field 'id'",
                "{'id':'m'} garbage                              | is not JSON: ",
                "{'id':'m','labels':'\\ud800'}                 | has a text with NUL or half a character",
                "{'id':'m','labels':'a\\u0000b'}               | has a text with NUL or half a character",
                "{'id':'m','weights':[{'url':'http://e.org:99999/a','sha256':'f37072fd'}]} | weights[0].url must have",
                "{'id':'m','weights':[{'url':'http://e_e:x/a','sha256':'f37072fd'}]} | weights[0].url must have the",
                "{'id':'m','weights':[{'url':'http://e.org/a%00b','sha256':'f37072fd'}]} | weights[0].url must end in",
                "{'id':'m','weights':[{'file':'a','size':1e300}]} | weights[0].size must be a whole number",
                "{'id':'m','input':{'width':30000,'height':30000}} | input is wrong. an input of 30000x30000 pixels is",
                "{'id':'m','input':{'std':1e-320}}               | input is wrong. Preprocessing: std must be numbers",
                "{'id':'m','input':{'mean':1e400}}               | input.mean must be a number",
                "{'id':'m','input':{'scale':1e30}}               | input is wrong. Preprocessing: scale must be",
                "{'id':'m','constants':{'a':1e400}}              | constants.a must be a number",
                "{'id':'m','layers':['a']}                       | layers must be an object of texts",
                "{'id':'m','layers':{'a':1}}                     | layers must be an object of texts",
                "{'id':'m','layer':4}                            | layer must be a text",
                "{'id':'m','parameters':'many'}                  | parameters must be a whole number",
                "{'id':'m','accuracy':76}                        | accuracy must be an object",
                "{'id':'m','accuracy':{'top3':1}}                | accuracy.top3 is unknown",
            })
    void errorsNameTheCardAndTheField(String json, String expected) throws IOException {
        var file = Files.writeString(folder.resolve("wrong.json"), json.replace('\'', '"'));
        String message =
                assertThrows(CardException.class, () -> CardReader.read(file)).getMessage();
        assertTrue(message.startsWith("card %s: %s".formatted(file, expected)), message);
    }

    @Test
    void aPortableCardNeedsNoFileOfLabelsAndFindsItsWeights() throws IOException {
        Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
        var weights = Files.write(Files.createDirectory(folder.resolve("sub")).resolve("w.onnx"), new byte[1]);
        var original = Files.writeString(
                folder.resolve("card.json"),
                "{\"id\": \"m\", \"weights\": [{\"file\": \"sub/../sub/w.onnx\"}], \"labels\": \"labels.txt\"}");
        var kept = Files.write(
                Files.createDirectory(folder.resolve("kept")).resolve("m.json"),
                CardReader.portable(original, Optional.empty()));
        Files.delete(folder.resolve("labels.txt"));
        var card = CardReader.read(kept);
        assertEquals("dog", card.labels().orElseThrow().name(1));
        assertEquals(weights, ((Source.Local) card.weights().get(0)).file());
        assertFalse(Files.readString(kept).contains("labels.txt"));
    }

    private Card read(String json) throws IOException {
        return CardReader.read(Files.writeString(folder.resolve("card.json"), json));
    }
}
