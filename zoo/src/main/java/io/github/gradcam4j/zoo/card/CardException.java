package io.github.gradcam4j.zoo.card;

/** A card that cannot be understood; the message names the card and the field. */
public final class CardException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public CardException(String message) {
        super(message);
    }

    CardException(String message, Throwable cause) {
        super(message, cause);
    }
}
