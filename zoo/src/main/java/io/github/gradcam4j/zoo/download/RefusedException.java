package io.github.gradcam4j.zoo.download;

import java.io.IOException;

/** An answer that asking again would not change. */
final class RefusedException extends IOException {
    RefusedException(String message) {
        super(message);
    }
}
