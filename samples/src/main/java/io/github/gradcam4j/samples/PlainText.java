package io.github.gradcam4j.samples;

import io.github.gradcam4j.internal.text.MessageText;
import org.jsoup.Jsoup;

/** Untrusted text of metadata, on one line. */
final class PlainText {

    private PlainText() {}

    /** Returns a text with one space for each run of blanks, and as {@link MessageText#line} otherwise. */
    static String oneLine(String text) {
        return MessageText.line(text.replaceAll("[\\s\\u00a0]+", " ")).strip();
    }

    /** Returns the visible text of an HTML fragment, on one line. */
    static String ofHtml(String html) {
        return oneLine(Jsoup.parse(html).text());
    }
}
