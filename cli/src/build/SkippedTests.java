import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Prints the skipped tests of the last run with the reasons, from the reports of Surefire and Failsafe. */
public final class SkippedTests {

    /**
     * Prints the summary.
     *
     * @param arguments the root of the repository
     */
    public static void main(String[] arguments) throws Exception {
        var byReason = new TreeMap<String, List<String>>();
        int run = 0;
        for (Path report : reports(Path.of(arguments[0]))) {
            var cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                var test = (Element) cases.item(i);
                var skipped = test.getElementsByTagName("skipped");
                if (skipped.getLength() == 0) {
                    run++;
                    continue;
                }
                String type = test.getAttribute("classname");
                var element = (Element) skipped.item(0);
                String reason = element.hasAttribute("message")
                        ? element.getAttribute("message")
                        : element.getTextContent().strip().lines().findFirst().orElse("");
                String plain = reason.replaceFirst("^[\\w.]+Exception: (Assumption failed: )?(skipped: )?", "");
                byReason.computeIfAbsent(plain.isBlank() ? "no reason given" : plain, r -> new ArrayList<>())
                        .add(type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name"));
            }
        }
        int skipped = byReason.values().stream().mapToInt(List::size).sum();
        System.out.printf("%d tests ran, %d were skipped%n", run, skipped);
        for (Map.Entry<String, List<String>> reason : byReason.entrySet()) {
            System.out.printf("  %s%n", reason.getKey());
            reason.getValue().forEach(test -> System.out.printf("    %s%n", test));
        }
    }

    private static List<Path> reports(Path root) throws IOException {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:**/target/{surefire,failsafe}-reports/TEST-*.xml");
        try (var files = Files.find(root, 4, (path, attributes) -> matcher.matches(path))) {
            return files.sorted().toList();
        }
    }
}
