package io.github.gradcam4j.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.gradcam4j.graph.InvalidModelException;
import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.method.AttributionContext;
import io.github.gradcam4j.method.AttributionMethod;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.runtime.SessionOptions;
import io.github.gradcam4j.target.ClassScore;
import io.github.gradcam4j.target.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of plans as files; files that are damaged or something else. */
class PlanFilesTest {

    @TempDir
    private Path folder;

    private static List<String> entries(ExplainPlan plan) throws IOException {
        var names = new ArrayList<String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(plan.toBytes()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void aPlanContainsTheGraphsThatItNeeds() throws IOException {
        try (var explainer = PlanModels.all().get("rounded-probabilities").open(folder)) {
            var request = ExplainRequest.of(Target.top(1));
            assertEquals(
                    List.of("plan.properties", "labels.txt", "trunk.onnx", "head.onnx", "probabilities.onnx"),
                    entries(explainer.plan(request)));
            assertEquals(
                    List.of(
                            "plan.properties",
                            "labels.txt",
                            "trunk.onnx",
                            "head.onnx",
                            "probabilities.onnx",
                            "input-gradient-exact.onnx"),
                    entries(explainer.plan(request.withMethod(Methods.SMOOTH_GRAD))));
        }
    }

    @Test
    void aPlanKeepsWhatItIsMadeOf() throws IOException {
        try (var explainer = PlanModels.all().get("binary").open(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.of("cow")));
            var file = folder.resolve("new/binary.plan");
            plan.write(file);
            var bytes = new ByteArrayOutputStream();
            plan.write(bytes);
            assertArrayEquals(Files.readAllBytes(file), bytes.toByteArray());
            for (var read : List.of(
                    ExplainPlan.read(file),
                    ExplainPlan.read(bytes.toByteArray()),
                    ExplainPlan.read(new ByteArrayInputStream(bytes.toByteArray())))) {
                assertEquals("tiny", read.model().id());
                assertEquals(plan.layer(), read.layer());
                assertEquals(plan.labels(), read.labels());
                assertEquals(plan.activation(), read.activation());
                assertEquals(plan.preprocessing(), read.preprocessing());
                assertEquals(plan.settings(), read.settings());
                assertEquals(ClassScore.of(Target.of(0)), read.objective());
                assertSame(Methods.GRAD_CAM, read.method());
                assertEquals(plan.toString(), read.toString());
            }
        }
    }

    /** A method outside the registry. */
    private static final class OwnMethod implements AttributionMethod {
        @Override
        public String id() {
            return "own";
        }

        @Override
        public String title() {
            return "Own";
        }

        @Override
        public HeatMap attribute(AttributionContext context) {
            return Methods.GRAD_CAM.attribute(context);
        }
    }

    @Test
    void aMethodOutsideTheRegistryRunsHereButIsNotWritten() throws IOException {
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)).withMethod(new OwnMethod()));
            var input = PlanModels.input(explainer, 6);
            try (var runner = plan.open(SessionOptions.DEFAULT.withThreads(1))) {
                assertArrayEquals(
                        explainer
                                .explain(input, ExplainRequest.of(Target.top(1)))
                                .map()
                                .values(),
                        runner.run(input).map().values());
            }
            assertTrue(assertThrows(IllegalArgumentException.class, plan::toBytes)
                    .getMessage()
                    .contains("META-INF/services"));
        }
    }

    private static String refusal(byte[] plan) {
        return assertThrows(InvalidModelException.class, () -> ExplainPlan.read(plan))
                .getMessage();
    }

    private static byte[] changed(byte[] plan, String entry, byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var in = new ZipInputStream(new ByteArrayInputStream(plan));
                var zip = new ZipOutputStream(out)) {
            for (var e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                if (!e.getName().equals(entry) || content.length > 0) {
                    zip.putNextEntry(new ZipEntry(e.getName()));
                    zip.write(e.getName().equals(entry) ? content : in.readAllBytes());
                }
            }
        }
        return out.toByteArray();
    }

    private static byte[] changedProperties(byte[] plan, String from, String to) throws IOException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(plan))) {
            in.getNextEntry();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(text.contains(from), text);
            return changed(plan, "plan.properties", text.replace(from, to).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void damagedPlansAreRefusedWithTheReason() throws IOException {
        byte[] plan;
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            plan = explainer.plan(ExplainRequest.of(Target.top(1))).toBytes();
            assertTrue(refusal(Files.readAllBytes(folder.resolve("tiny.onnx")))
                    .startsWith("the array is an ONNX model, not a plan: open it with Explainer.open"));
        }
        assertEquals(
                "the array: the plan has version 2 of the format; this gradcam4j reads version 1. Update gradcam4j, or"
                        + " write the plan with this version",
                refusal(changedProperties(plan, "plan.version=1", "plan.version=2")));
        assertEquals(
                "the array: the plan has no entry 'head.onnx'. Write it again",
                refusal(changed(plan, "head.onnx", new byte[0])));
        assertTrue(refusal(changed(plan, "plan.properties", new byte[0])).contains("without plan.properties"));
        assertTrue(refusal(changed(plan, "trunk.onnx", "weights".getBytes(StandardCharsets.UTF_8)))
                .startsWith("the array: trunk.onnx: the model is text, not a model"));
        assertTrue(refusal(changedProperties(plan, "method=gradcam", "method=nosuchmethod"))
                .contains("no method is called 'nosuchmethod'"));
        assertTrue(refusal(changed(plan, "labels.txt", "one\n".getBytes(StandardCharsets.UTF_8)))
                .contains("the plan has 1 labels for 2 classes"));
        assertTrue(refusal(changedProperties(plan, "split.gradient=", "split.gradient=x"))
                .contains("head.onnx has the outputs"));
        for (int length = 0; length < plan.length; length += 97) {
            refusal(Arrays.copyOf(plan, length));
        }
        assertTrue(assertThrows(InvalidModelException.class, () -> ExplainPlan.read(folder))
                .getMessage()
                .endsWith("is a folder, not a plan"));
        var file = Files.write(folder.resolve("deep.onnx"), plan);
        assertTrue(assertThrows(InvalidModelException.class, () -> Explainer.open(file))
                .getMessage()
                .endsWith("deep.onnx is an explanation plan, not a model: open it with ExplainPlan.read"));
    }

    /** A layer of another size than that of the graph is found when the plan runs. */
    @Test
    void aPlanWhosePartsContradictEachOtherIsRefused() throws IOException {
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1))).toBytes();
            var larger = ExplainPlan.read(changedProperties(plan, "layer.channels=3", "layer.channels=300000"));
            try (var runner = larger.open()) {
                assertTrue(assertThrows(InvalidModelException.class, () -> runner.run(PlanModels.input(explainer, 1)))
                        .getMessage()
                        .contains("300000 channels"));
            }
        }
    }

    @Test
    void textsOfRequestsAreIndependentOfTheLocale() throws IOException {
        var before = Locale.getDefault();
        try (var explainer = PlanModels.all().get("deep").open(folder)) {
            var plan = explainer.plan(ExplainRequest.of(Target.top(1)));
            var expected = plan.toBytes();
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertArrayEquals(expected, plan.toBytes());
            assertEquals(plan.layer(), ExplainPlan.read(expected).layer());
        } finally {
            Locale.setDefault(before);
        }
    }
}
