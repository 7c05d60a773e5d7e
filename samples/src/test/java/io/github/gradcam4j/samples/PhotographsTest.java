package io.github.gradcam4j.samples;

import static io.github.gradcam4j.samples.CommonsStandIn.body;
import static io.github.gradcam4j.samples.CommonsStandIn.cut;
import static io.github.gradcam4j.samples.CommonsStandIn.stall;
import static io.github.gradcam4j.samples.CommonsStandIn.status;
import static io.github.gradcam4j.samples.CommonsStandIn.trickle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.samples.Photograph.OnCommons;
import io.github.gradcam4j.samples.Photographs.Outcome;
import io.github.gradcam4j.samples.Photographs.Step;
import io.github.gradcam4j.samples.Sample.Truth;
import io.github.gradcam4j.zoo.download.DownloadException;
import io.github.gradcam4j.zoo.download.TimeLimits;
import io.github.gradcam4j.zoo.download.WebClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotographsTest {
    private static final int TOTAL = 24;

    @TempDir
    Path home;

    private CommonsStandIn server;

    @BeforeEach
    void start() throws IOException {
        server = new CommonsStandIn();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCatalogIsSound() {
        List<Photograph> catalog = Photograph.catalog();
        assertEquals(TOTAL, catalog.size());
        assertEquals(
                TOTAL - 1,
                catalog.stream().filter(p -> p.origin() instanceof OnCommons).count());
        var ids = new HashSet<String>();
        catalog.forEach(p -> assertTrue(ids.add(p.id()) && p.classIndex() < 1000, p.id()));
        assertEquals(339, named("spurious_horse_beach").classIndex());
        assertTrue(named("robin_1").note().orElseThrow().contains("no European robin"));
    }

    @Test
    void bringsAllWithTheirAuthors() throws Exception {
        List<Step> received = new ArrayList<>();
        assertEquals(0, photographs().present());
        List<Step> steps = photographs().download(received::add);
        assertEquals(Photographs.total(), photographs().present());
        assertEquals(steps, received);
        assertEquals(TOTAL, count(steps, Outcome.DOWNLOADED));
        assertEquals(TOTAL, steps.get(TOTAL - 1).number());

        Samples samples = Samples.open(home.resolve("samples"), Optional.empty());
        assertEquals(List.of(), samples.problems());
        assertEquals(
                List.of("cats", "dogs", "birds", "food", "animals"),
                samples.categories().subList(0, 5));
        Sample horses = samples.find("spurious_horse_beach");
        assertEquals(Optional.of(new Truth(339, "sorrel horse")), horses.truth());
        assertEquals("spurious correlations", horses.category());
        Sample cat = samples.all().get(0);
        assertEquals(
                new Credit(
                        Optional.of("Ann & Böb"),
                        Optional.of("CC BY-SA 3.0"),
                        Optional.of("https://creativecommons.org/licenses/by-sa/3.0"),
                        Optional.of("https://commons.wikimedia.org/wiki/File:Cat03.jpg")),
                cat.credit());
        assertEquals(96, cat.image(1).width());
        assertEquals(64, cat.image(1).height());
        Image squashed = Image.read(home.resolve("samples/tabby_cat_1.png"));
        assertEquals(224, squashed.width());
        assertEquals(224, squashed.height());

        Sample snow = samples.find("spurious_cow_snow");
        assertEquals(samples.find("spurious_cow_field").credit(), snow.credit());
        assertTrue(snow.note().orElseThrow().startsWith("composed by gradcam4j"));
        assertEquals(96, snow.image(1).width());
    }

    @Test
    void asksAsCommonsWantsToBeAsked() throws Exception {
        Duration pause = Duration.ofMillis(20);
        photographs(pause, TimeLimits.DEFAULT).download(step -> {});
        assertEquals(2 * (TOTAL - 1), server.requests.size());
        assertEquals(1, server.mostAtOnce.get());
        assertTrue(server.requests.get(0).query().contains("iiurlwidth=960"));
        for (int i = 0; i < server.requests.size(); i++) {
            String agent = server.requests.get(i).userAgent();
            assertTrue(agent.matches("gradcam4j/\\S+ \\(https://\\S+gradcam4j\\S*.*\\).*"), agent);
            if (i > 0) {
                long gap = server.requests.get(i).nanos()
                        - server.requests.get(i - 1).nanos();
                assertTrue(gap >= pause.toNanos() * 9 / 10, gap + " ns between requests");
            }
        }
    }

    @Test
    void whatIsHereIsNotAskedForAgain() throws Exception {
        photographs().download(step -> {});
        server.requests.clear();
        assertEquals(TOTAL, count(photographs().download(step -> {}), Outcome.PRESENT));
        assertEquals(0, server.requests.size());

        Files.delete(home.resolve("samples/beagle_1.png"));
        List<Step> repaired = photographs().download(step -> {});
        assertEquals(Outcome.DOWNLOADED, of(repaired, "beagle_1").outcome());
        assertEquals(2, server.requests.size());
    }

    @Test
    void goneTitlesAreReportedAndTheRestComes() throws Exception {
        server.gone.add("Cat03.jpg");
        server.gone.add("Cow_female_black_white.jpg");
        server.onNext("/thumb/960px-Beagle", status(404));
        List<Step> steps = photographs().download(step -> {});
        assertEquals(TOTAL - 4, count(steps, Outcome.DOWNLOADED));
        assertEquals(
                Optional.of("\"Cat03.jpg\" does not exist on Wikimedia Commons"),
                of(steps, "tabby_cat_1").problem());
        assertTrue(of(steps, "beagle_1").problem().orElseThrow().contains("HTTP 404"));
        assertTrue(of(steps, "spurious_cow_snow").problem().orElseThrow().contains("composed of spurious_cow_field"));
        assertEquals(
                List.of(),
                Samples.open(home.resolve("samples"), Optional.empty()).problems());
    }

    @Test
    void whatIsNoPictureIsNotKept() throws Exception {
        server.onNext("/thumb/960px-Beagle", body("<html>an error page</html>"));
        List<Step> steps = photographs().download(step -> {});
        assertEquals(TOTAL - 1, count(steps, Outcome.DOWNLOADED));
        assertTrue(of(steps, "beagle_1").problem().orElseThrow().contains("is not an image"));
        try (Stream<Path> files = Files.walk(home)) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().contains("beagle")
                    || file.toString().endsWith(".part")));
        }
    }

    /** Commons serves a small file itself for its thumbnail: then its checksum is that of what comes. */
    @Test
    void filesTooSmallForAThumbnailAreVerified() throws Exception {
        server.unscaled.put("Beagle_600.jpg", server.sha1());
        server.unscaled.put("Cat03.jpg", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        List<Step> steps = photographs().download(step -> {});
        assertEquals(TOTAL - 1, count(steps, Outcome.DOWNLOADED));
        assertTrue(of(steps, "tabby_cat_1").problem().orElseThrow().contains("does not have the checksum"));
    }

    @Test
    void anAnswerWithoutAnAddressIsReported() throws Exception {
        server.onNext(
                "Cat03", body("{\"query\":{\"pages\":[{\"imageinfo\":[{\"thumburl\":\"file:///etc/passwd\"}]}]}}"));
        List<Step> steps = photographs().download(step -> {});
        assertTrue(of(steps, "tabby_cat_1").problem().orElseThrow().contains("contains no address of"));
    }

    @Test
    void foreignMarkupStaysOutside() throws Exception {
        server.credits.put(
                "Cat03.jpg",
                Map.of(
                        "Artist",
                                Map.of("value", "<i>A</i>\n<br>B\u001b[31m\u202e &lt;script&gt;<img src=x onerror=y>"),
                        "LicenseUrl", Map.of("value", "javascript:alert(1)")));
        photographs().download(step -> {});
        Credit credit = Samples.open(home.resolve("samples"), Optional.empty())
                .find("tabby_cat_1")
                .credit();
        assertEquals(Optional.of("A B\\u001b[31m\\u202e <script>"), credit.author());
        assertEquals(Optional.empty(), credit.license());
        assertEquals(Optional.empty(), credit.licenseUrl());
    }

    @Test
    void triesAgainAfterServerErrorsAndCuts() throws Exception {
        server.onNext("api.php", status(503), status(502));
        server.onNext("/thumb/960px-Beagle", cut(), cut());
        assertEquals(TOTAL, count(photographs().download(step -> {}), Outcome.DOWNLOADED));
        assertEquals(2 * (TOTAL - 1) + 4, server.requests.size());
    }

    @Test
    void waitsAsLongAsItIsTold() throws Exception {
        server.onNext("Beagle", status(429, "Retry-After", "1"));
        assertEquals(TOTAL, count(photographs().download(step -> {}), Outcome.DOWNLOADED));
        var beagle = server.requests.stream()
                .filter(request -> request.query().contains("File:Beagle"))
                .toList();
        long waited = beagle.get(1).nanos() - beagle.get(0).nanos();
        assertTrue(waited >= 1_000_000_000, waited + " ns");
    }

    @Test
    void givesUpWhereTheWaitIsLongAndGoesOnLater() throws Exception {
        server.onNext("Beagle", status(429, "Retry-After", "600"));
        List<Step> received = new ArrayList<>();
        var e = assertThrows(DownloadException.class, () -> photographs().download(received::add));
        assertTrue(e.getMessage().contains("busy (HTTP 429): try again in 600 s"), e.getMessage());
        List<Step> later = photographs().download(step -> {});
        assertEquals(received.size(), count(later, Outcome.PRESENT));
        assertEquals(TOTAL - received.size(), count(later, Outcome.DOWNLOADED));
    }

    @Test
    void givesUpOnAServerThatStaysBusy() {
        server.onNext("api.php", status(503), status(503), status(503), status(503));
        var e = assertThrows(DownloadException.class, () -> photographs().download(step -> {}));
        assertTrue(e.getMessage().contains("busy (HTTP 503): try again later"), e.getMessage());
        assertEquals(4, server.requests.size());
    }

    @Test
    void aStalledAnswerIsNotWaitedForForEver() {
        var impatient = new TimeLimits(
                Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(20));
        server.onNext("/thumb/", stall(20_000), stall(20_000), stall(20_000), stall(20_000));
        long start = System.nanoTime();
        var e = assertThrows(
                DownloadException.class,
                () -> photographs(Duration.ZERO, impatient).download(step -> {}));
        assertTrue(e.getMessage().contains("no data arrived for 1.0 seconds"), e.getMessage());
        assertTrue(System.nanoTime() - start < 15e9);
    }

    /** The whole answer has a time limit too: a server that sends a byte now and then does not hold the program. */
    @Test
    void anAnswerThatTricklesIsNotWaitedForForEver() {
        var impatient = new TimeLimits(
                Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(20));
        server.onNext("/thumb/", trickle(), trickle(), trickle(), trickle());
        var e = assertThrows(
                DownloadException.class,
                () -> photographs(Duration.ZERO, impatient).download(step -> {}));
        assertTrue(e.getMessage().contains("cannot be reached"), e.getMessage());
        assertEquals(5, server.requests.size());
    }

    @Test
    void anImageThatIsTooLargeIsSkipped() throws Exception {
        server.onNext("/thumb/960px-Beagle", body("x".repeat((32 << 20) + 1)));
        List<Step> steps = photographs().download(step -> {});
        assertTrue(of(steps, "beagle_1").problem().orElseThrow().contains("larger than the limit of 33,554,432 bytes"));
        assertEquals(TOTAL - 1, count(steps, Outcome.DOWNLOADED));
    }

    @Test
    void aLoginPageIsNotCommons() {
        server.onNext("api.php", body("<!doctype html><title>Please log in</title>"));
        var e = assertThrows(DownloadException.class, () -> photographs().download(step -> {}));
        assertTrue(e.getMessage().contains("is not one of Wikimedia Commons"), e.getMessage());
    }

    @Test
    void aRefusalIsPassedOn() {
        server.onNext("api.php", body("{\"error\":{\"code\":\"readonly\",\"info\":\"Closed for <repairs>\"}}"));
        var e = assertThrows(DownloadException.class, () -> photographs().download(step -> {}));
        assertEquals("Wikimedia Commons refuses the request: Closed for <repairs>", e.getMessage());
        server.onNext("api.php", status(403));
        var forbidden =
                assertThrows(DownloadException.class, () -> photographs().download(step -> {}));
        assertTrue(forbidden.getMessage().contains("refuses the request: HTTP 403"), forbidden.getMessage());
    }

    @Test
    void offlineSaysSoPlainly() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var offline = new Photographs(
                home.resolve("samples"),
                new Commons(URI.create("http://127.0.0.1:" + closed + "/"), new WebClient(), Duration.ZERO));
        long start = System.nanoTime();
        var e = assertThrows(DownloadException.class, () -> offline.download(step -> {}));
        assertTrue(e.getMessage().contains("127.0.0.1 cannot be reached (no connection)"), e.getMessage());
        assertTrue(e.getMessage().contains("--samples DIR"), e.getMessage());
        assertTrue(System.nanoTime() - start < 2e9);
        assertEquals(
                Samples.drawn().all().size(),
                Samples.open(home.resolve("samples"), Optional.empty()).all().size());
    }

    @Test
    void whoPullsLaterWaitsAndFindsAllHere() throws Exception {
        var second = new CompletableFuture<List<Step>>();
        photographs().download(step -> {
            if (step.number() == 1) {
                second.completeAsync(() -> {
                    try {
                        return photographs().download(other -> {});
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
        });
        assertEquals(TOTAL, count(second.get(20, TimeUnit.SECONDS), Outcome.PRESENT));
        assertEquals(2 * (TOTAL - 1), server.requests.size());
    }

    private Photographs photographs() {
        return server.photographs(home.resolve("samples"));
    }

    private Photographs photographs(Duration pause, TimeLimits limits) {
        return server.photographs(home.resolve("samples"), pause, limits);
    }

    private static Photograph named(String id) {
        return Photograph.catalog().stream()
                .filter(photograph -> photograph.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Step of(List<Step> steps, String id) {
        return steps.stream()
                .filter(step -> step.photograph().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static long count(List<Step> steps, Outcome outcome) {
        return steps.stream().filter(step -> step.outcome() == outcome).count();
    }
}
