package io.github.gradcam4j.explain;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.gradcam4j.fuzz.Reader;
import io.github.gradcam4j.method.Methods;
import io.github.gradcam4j.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans: the archive, its settings and labels, and the graphs as the engine opens them. */
class PlanFuzzTest {

    static List<byte[]> plans() throws IOException {
        var request = ExplainRequest.of(Target.top(1));
        var folder = Files.createTempDirectory(Reader.Folder.PATH, "plans");
        try (var linear = TinyModels.linear(folder);
                var tokens = TinyModels.tokens(folder)) {
            return List.of(
                    linear.plan(request).toBytes(),
                    linear.plan(request.withMethod(Methods.LAYER_CAM)).toBytes(),
                    tokens.plan(request).toBytes());
        }
    }

    @MethodSource("plans")
    @FuzzTest
    void opens(byte[] plan) throws Exception {
        Reader reader = () -> ExplainPlan.read(plan).open().close();
        reader.check();
    }
}
