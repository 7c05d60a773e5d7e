package io.github.gradcam4j.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.gradcam4j.formats.internal.json.InvalidJsonException;
import io.github.gradcam4j.formats.internal.json.StrictJson;
import io.github.gradcam4j.internal.disk.AtomicFile;
import io.github.gradcam4j.internal.text.MessageText;
import io.github.gradcam4j.samples.Sample.Truth;
import io.github.gradcam4j.target.Labels;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of {@code metadata.json}: an entry for each image beside it, by id. An entry has {@code class_idx} and
 * {@code class_name}, as in the original demo, and optionally title, category, note, author, license and source. A
 * {@code class_name} with the prefix {@code SPURIOUS:} puts the image into the category of spurious correlations. An
 * entry that is not valid does not keep the others from being read.
 *
 * @param problems the entries that are not valid, a sentence each
 */
record Metadata(List<Entry> entries, List<String> problems) {
    static final String FILE = "metadata.json";

    private static final int LARGEST = 16 << 20;
    /** Separators of folders, control characters, and halves of a surrogate pair. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[/\\\\\\p{Cc}\\p{Cs}]");

    private static final String SPURIOUS = "SPURIOUS:";
    private static final int LONGEST_ID = 200;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The entry of an image. */
    record Entry(
            String id, String category, String title, Optional<Truth> truth, Optional<String> note, Credit credit) {}

    Metadata {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /** @throws SampleException if the file cannot be read or is not an object of entries */
    static Metadata read(Path file) throws SampleException {
        JsonNode root;
        try {
            root = StrictJson.read(file, LARGEST);
        } catch (InvalidJsonException e) {
            throw new SampleException(file + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SampleException("cannot read " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new SampleException(
                    file + ": must be an object of entries by id, {\"cat_1\": {\"class_idx\": 281, ...}, ...}");
        }
        var entries = new ArrayList<Entry>();
        var problems = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            try {
                entries.add(new EntryReader(file, field.getKey(), field.getValue()).entry());
            } catch (SampleException e) {
                problems.add(e.getMessage());
            }
        }
        return new Metadata(entries, problems);
    }

    /** Writes the file, see {@link AtomicFile}. */
    void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        for (Entry entry : entries) {
            ObjectNode node = root.putObject(entry.id());
            String prefix = entry.category().equals(Category.SPURIOUS) ? SPURIOUS + " " : "";
            entry.truth()
                    .ifPresent(truth -> node.put("class_idx", truth.index()).put("class_name", prefix + truth.label()));
            node.put("title", entry.title()).put("category", entry.category());
            entry.note().ifPresent(note -> node.put("note", note));
            Credit credit = entry.credit();
            credit.author().ifPresent(author -> node.put("author", author));
            credit.license().ifPresent(license -> node.put("license", license));
            credit.licenseUrl().ifPresent(url -> node.put("license_url", url));
            credit.source().ifPresent(source -> node.put("source", source));
        }
        AtomicFile.write(file, JSON.writeValueAsBytes(root));
    }

    /** The reader of one entry; its errors name the entry. */
    private record EntryReader(Path file, String id, JsonNode node) {

        Entry entry() throws SampleException {
            if (id.isBlank()
                    || id.startsWith(".")
                    || id.length() > LONGEST_ID
                    || NOT_IN_NAMES.matcher(id).find()
                    || !isPath()) {
                throw wrong("an id must be the name of an image in this folder, without its extension");
            }
            if (!node.isObject()) {
                throw wrong("must be an object, {\"class_idx\": 281, \"class_name\": \"tabby cat\"}");
            }
            Optional<String> name = text("class_name");
            boolean spurious = name.isPresent() && name.get().startsWith(SPURIOUS);
            Optional<Truth> truth = truth(
                    name.map(n -> spurious ? n.substring(SPURIOUS.length()).strip() : n));
            String category = text("category").orElse(spurious ? Category.SPURIOUS : category(truth));
            String title = text("title").orElse(id.replace('_', ' ').replaceFirst("^spurious ", ""));
            return new Entry(id, category, title, truth, text("note"), credit());
        }

        private boolean isPath() {
            try {
                return file.resolveSibling(id).getNameCount() > 0;
            } catch (InvalidPathException e) {
                return false;
            }
        }

        private Optional<Truth> truth(Optional<String> name) throws SampleException {
            JsonNode index = node.path("class_idx");
            if (index.isMissingNode() && name.isEmpty()) {
                return Optional.empty();
            }
            if (!index.canConvertToInt() || !index.isIntegralNumber() || index.intValue() < 0) {
                throw wrong("class_idx must be the index of a class, a whole number from 0, not "
                        + (index.isMissingNode() ? "missing" : index));
            }
            return Optional.of(new Truth(index.intValue(), name.orElseGet(() -> known(index.intValue()))));
        }

        private static String known(int index) {
            return index < Labels.imageNet().size() ? Labels.imageNet().name(index) : "class " + index;
        }

        private static String category(Optional<Truth> truth) {
            return truth.map(t -> Category.ofClass(t.index())).orElse("things");
        }

        private Credit credit() throws SampleException {
            return new Credit(text("author"), text("license"), text("license_url"), text("source"));
        }

        private Optional<String> text(String key) throws SampleException {
            JsonNode value = node.path(key);
            if (value.isMissingNode() || value.isNull()) {
                return Optional.empty();
            }
            if (!value.isTextual()) {
                throw wrong(key + " must be text, not " + MessageText.excerpt(value));
            }
            return Optional.of(PlainText.oneLine(value.textValue())).filter(text -> !text.isEmpty());
        }

        private SampleException wrong(String what) {
            return new SampleException(String.format(
                    Locale.ROOT, "%s: entry \"%s\": %s", file, MessageText.excerpt(PlainText.oneLine(id)), what));
        }
    }
}
