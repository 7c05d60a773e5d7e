package io.github.gradcam4j.report.evaluation;

import io.github.gradcam4j.graph.Constant;
import io.github.gradcam4j.graph.ModelSource;
import io.github.gradcam4j.image.Image;
import io.github.gradcam4j.image.Mask;
import io.github.gradcam4j.target.Labels;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 digests of what scores depend on. Not thread safe. */
final class Sha256 {

    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    private Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the digest of a model: of its files with the external data, or of its bytes in memory. */
    static String of(ModelSource model) throws IOException {
        var sha = new Sha256();
        var files = model.files();
        for (Path file : files) {
            sha.add(Files.size(file));
            try (var out = sha.stream()) {
                Files.copy(file, out);
            }
        }
        if (files.isEmpty()) {
            try (var out = sha.stream()) {
                model.writeTo(out);
            }
        }
        return sha.hex();
    }

    private OutputStream stream() {
        return new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest), BUFFER);
    }

    /** Returns the digest of an image's pixels. */
    static String of(Image image) {
        var sha = new Sha256().add(image.width()).add(image.height());
        var row = ByteBuffer.allocate(Integer.BYTES * image.width());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                row.putInt(Integer.BYTES * x, image.rgb(x, y));
            }
            sha.digest.update(row.array());
        }
        return sha.hex();
    }

    /** Returns the digest of a mask's pixels. */
    static String of(Mask mask) {
        var sha = new Sha256().add(mask.width()).add(mask.height());
        var row = new byte[mask.width()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                row[x] = (byte) (mask.contains(x, y) ? 1 : 0);
            }
            sha.digest.update(row);
        }
        return sha.hex();
    }

    /** Returns the digest of the names of all classes. */
    static String of(Labels labels) {
        var sha = new Sha256();
        for (var names : labels.names()) {
            sha.add(names.size());
            names.forEach(sha::add);
        }
        return sha.hex();
    }

    /** Returns the digest of names, shapes and values of tensors. */
    static String of(List<Constant> constants) {
        var sha = new Sha256();
        for (Constant constant : constants) {
            sha.add(constant.name()).add(constant.shape().length);
            for (long dim : constant.shape()) {
                sha.add(dim);
            }
            for (double value : constant.toDoubles()) {
                sha.add(Double.doubleToLongBits(value));
            }
        }
        return sha.hex();
    }

    private Sha256 add(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length).digest.update(bytes);
        return this;
    }

    private Sha256 add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
