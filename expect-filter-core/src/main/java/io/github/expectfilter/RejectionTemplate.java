package io.github.expectfilter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with the placeholders <code>{status} {title} {detail} {reason}</code>. What is put in is escaped for the
 * format. A placeholder is a word in braces; braces around anything else, as in CSS and JSON, are text.
 */
final class RejectionTemplate {

    /** What the text is, and so what must be escaped. */
    enum Format {
        HTML,
        TEXT,
        JSON
    }

    private enum Placeholder {
        STATUS,
        TITLE,
        DETAIL,
        REASON;

        String in() {
            return "{" + Ascii.lower(name()) + "}";
        }
    }

    private final Format format;
    /** The text between the placeholders: one more than those. */
    private final List<String> texts = new ArrayList<>();

    private final List<Placeholder> placeholders = new ArrayList<>();
    private final String styleHashes;

    private RejectionTemplate(Format format, String template) {
        this.format = format;
        this.styleHashes = format == Format.HTML ? styleHashes(template) : "";
        int start = 0;
        int open = template.indexOf('{');
        while (open >= 0) {
            int end = endOfWord(template, open + 1);
            if (end > open + 1 && end < template.length() && template.charAt(end) == '}') {
                texts.add(template.substring(start, open));
                placeholders.add(placeholder(template, open, end + 1));
                start = end + 1;
            }
            open = template.indexOf('{', open + 1);
        }
        texts.add(template.substring(start));
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it holds another placeholder, or one where it could not work
     */
    static RejectionTemplate parse(Format format, String template) {
        String text = template.startsWith("\uFEFF") ? template.substring(1) : template;
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "The template is empty; for an answer without a body use the format none");
        }
        // As an HTML parser reads it; the hash of a style element is taken over that.
        return new RejectionTemplate(format, text.replace("\r\n", "\n").replace('\r', '\n'));
    }

    private static int endOfWord(String s, int from) {
        int end = from;
        while (end < s.length() && Ascii.isTokenChar(s.charAt(end))) {
            end++;
        }
        return end;
    }

    private static Placeholder placeholder(String template, int from, int to) {
        String found = template.substring(from, to);
        for (Placeholder placeholder : Placeholder.values()) {
            if (placeholder.in().equals(found)) {
                return placeholder;
            }
        }
        long line = template.substring(0, from).chars().filter(c -> c == '\n').count() + 1;
        throw new IllegalArgumentException("There is no placeholder " + found + " (line " + line + "); use "
                + Arrays.stream(Placeholder.values()).map(Placeholder::in).collect(Collectors.joining(" "))
                + ", and put a space behind a brace that is text");
    }

    String render(Rejection rejection) {
        StringBuilder out = new StringBuilder(texts.get(0));
        for (int i = 0; i < placeholders.size(); i++) {
            String value = switch (placeholders.get(i)) {
                case STATUS -> String.valueOf(rejection.status());
                case TITLE -> rejection.title();
                case DETAIL -> rejection.detail();
                case REASON -> rejection.reason().code();
            };
            escape(out, value);
            out.append(texts.get(i + 1));
        }
        return out.toString();
    }

    private void escape(StringBuilder out, String value) {
        switch (format) {
            case HTML -> escapeHtml(out, value);
            case JSON -> escapeJson(out, value);
            case TEXT -> out.append(value);
        }
    }

    private static void escapeHtml(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    /** The inside of a string of RFC 8259 section 7. */
    static void escapeJson(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
    }

    /** Sources for {@code style-src} that allow the style elements of this page and nothing else; empty without any. */
    String styleHashes() {
        return styleHashes;
    }

    private static String styleHashes(String html) {
        StringBuilder sources = new StringBuilder();
        String lower = Ascii.lower(html);
        int tag = lower.indexOf("<style");
        while (tag >= 0) {
            int start = html.indexOf('>', tag) + 1;
            int end = lower.indexOf("</style", start);
            if (start == 0 || end < 0) {
                throw new IllegalArgumentException(
                        "A style element of the template has no end; close it with </style>");
            }
            String style = html.substring(start, end);
            for (Placeholder placeholder : Placeholder.values()) {
                if (style.contains(placeholder.in())) {
                    throw new IllegalArgumentException("The placeholder " + placeholder.in()
                            + " stands in a style element, which a browser then would not apply; move it out");
                }
            }
            sources.append(" 'sha256-").append(sha256(style)).append('\'');
            tag = lower.indexOf("<style", end);
        }
        return sources.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
