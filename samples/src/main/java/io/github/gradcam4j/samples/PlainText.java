package io.github.gradcam4j.samples;

import org.jsoup.Jsoup;

/** Text of strangers, made harmless for a terminal and a table. */
final class PlainText {

    private PlainText() {}

    /** Without control characters, line ends and marks that turn the direction of writing. */
    static String oneLine(String text) {
        return text.replaceAll("[\\u202a-\\u202e\\u2066-\\u2069]", "")
                .replaceAll("[\\s\\p{Cc}\\u2028\\u2029\\u00a0]+", " ")
                .strip();
    }

    /** What a reader of the HTML sees. */
    static String ofHtml(String html) {
        return oneLine(Jsoup.parse(html).text());
    }
}
