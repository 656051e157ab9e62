package io.github.expectfilter.probe;

import java.util.Locale;

/** Makes what a stranger sent harmless: ASCII only, no control characters, no terminal sequences, no endless lines. */
final class Printable {

    private Printable() {}

    /** At most {@code limit} characters of a text, with every other character than printable ASCII written out. */
    static String of(String text, int limit) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + 16);
        for (int i = 0; i < text.length(); i++) {
            if (i == limit) {
                return printable.append("...").toString();
            }
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                printable.append(c);
            } else if (c == '\r') {
                printable.append("\\r");
            } else if (c == '\n') {
                printable.append("\\n");
            } else if (c < 0x100) {
                printable.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return printable.toString();
    }
}
