package io.github.gradcam4j.samples;

import org.jsoup.Jsoup;

/** Sanitization of untrusted text for a terminal or a table. */
final class PlainText {

    private PlainText() {}

    /** Returns the text without control characters, line breaks and marks that change the writing direction. */
    static String oneLine(String text) {
        return text.replaceAll("[\\u202a-\\u202e\\u2066-\\u2069]", "")
                .replaceAll("[\\s\\p{Cc}\\u2028\\u2029\\u00a0]+", " ")
                .strip();
    }

    /** Returns the visible text of an HTML fragment, on one line. */
    static String ofHtml(String html) {
        return oneLine(Jsoup.parse(html).text());
    }
}
