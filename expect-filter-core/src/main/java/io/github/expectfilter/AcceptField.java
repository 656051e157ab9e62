package io.github.expectfilter;

import java.util.Enumeration;

import jakarta.servlet.http.HttpServletRequest;

import io.github.expectfilter.ExpectFilterConfig.RejectionFormat;

/**
 * Chooses the format of an answer by the {@code Accept} field (RFC 9110 section 12.5.1): the highest quality wins, then
 * a format that is named over one that a wildcard includes, then the order JSON, HTML, text. JSON also when nothing
 * fits: an answer in the wrong format is worth more than none.
 *
 * <p>Parameters of a range other than {@code q} are passed over, an element that is malformed too.
 */
final class AcceptField {

    /** How exactly a range names a format; none does not include it at all. */
    private static final int NONE = -1;

    private static final int ANY = 0;
    private static final int TYPE = 1;
    private static final int RELATED = 2;
    private static final int EXACT_WITH_PARAMETERS = 3;
    private static final int EXACT = 4;

    private static final RejectionFormat[] FORMATS = {
        RejectionFormat.PROBLEM, RejectionFormat.HTML, RejectionFormat.TEXT
    };

    /** Best fit so far, by format: how exact, and its quality in thousandths. */
    private final int[] fits = {NONE, NONE, NONE};

    private final int[] qualities = new int[FORMATS.length];

    private AcceptField() {}

    /** {@code PROBLEM}, {@code HTML} or {@code TEXT}. */
    static RejectionFormat preferred(HttpServletRequest request) {
        AcceptField field = new AcceptField();
        Enumeration<String> lines = request.getHeaders("Accept");
        while (lines != null && lines.hasMoreElements()) {
            field.addLine(lines.nextElement());
        }
        return field.preferred();
    }

    private RejectionFormat preferred() {
        int best = 0;
        for (int i = 1; i < FORMATS.length; i++) {
            if (qualities[i] > qualities[best]
                    || qualities[i] == qualities[best] && qualities[i] > 0 && isNamed(i) && !isNamed(best)) {
                best = i;
            }
        }
        return FORMATS[best];
    }

    private boolean isNamed(int format) {
        return fits[format] >= RELATED;
    }

    /** Splits at commas outside of quoted strings. */
    private void addLine(String line) {
        int start = 0;
        while (start <= line.length()) {
            int end = indexOf(line, ',', start);
            addElement(line.substring(start, end));
            start = end + 1;
        }
    }

    private void addElement(String element) {
        int semicolon = indexOf(element, ';', 0);
        String range = Ascii.lower(Ascii.trimOws(element.substring(0, semicolon)));
        int slash = range.indexOf('/');
        String type = slash < 0 ? range : range.substring(0, slash);
        // HttpURLConnection sends a lone asterisk.
        String subtype = slash < 0 && range.equals("*") ? "*" : range.substring(slash + 1);
        if (slash < 0 && !range.equals("*") || !Ascii.isToken(type) || !Ascii.isToken(subtype)) {
            return;
        }
        int quality = 1000;
        boolean parameters = false;
        int start = semicolon + 1;
        while (start <= element.length()) {
            int end = indexOf(element, ';', start);
            String parameter = Ascii.trimOws(element.substring(start, end));
            if (Ascii.startsWithIgnoreCase(parameter, "q=")) {
                quality = thousandths(parameter.substring(2));
            } else if (!parameter.isEmpty()) {
                parameters = true;
            }
            start = end + 1;
        }
        if (quality < 0) {
            return;
        }
        for (int i = 0; i < FORMATS.length; i++) {
            int fit = fit(FORMATS[i], type, subtype, parameters);
            if (fit > fits[i] || fit == fits[i] && fit != NONE && quality > qualities[i]) {
                fits[i] = fit;
                qualities[i] = quality;
            }
        }
    }

    private static int fit(RejectionFormat format, String type, String subtype, boolean parameters) {
        String ownType = format == RejectionFormat.PROBLEM ? "application" : "text";
        if (type.equals("*")) {
            return subtype.equals("*") ? ANY : NONE;
        }
        if (!type.equals(ownType)) {
            return NONE;
        }
        if (subtype.equals("*")) {
            return TYPE;
        }
        String ownSubtype =
                format == RejectionFormat.PROBLEM ? "problem+json" : format == RejectionFormat.HTML ? "html" : "plain";
        if (subtype.equals(ownSubtype)) {
            return parameters ? EXACT_WITH_PARAMETERS : EXACT;
        }
        // Who wants JSON can read a problem, and hardly anybody names application/problem+json.
        return format == RejectionFormat.PROBLEM && subtype.equals("json") ? RELATED : NONE;
    }

    /** The weight of RFC 9110 section 12.4.2, also without its leading zero; -1 for anything else. */
    private static int thousandths(String text) {
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String fraction = point < 0 ? "" : text.substring(point + 1);
        boolean one = whole.equals("1");
        if (!one && !whole.equals("0") && !(whole.isEmpty() && !fraction.isEmpty()) || fraction.length() > 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 3; i++) {
            char digit = i < fraction.length() ? fraction.charAt(i) : '0';
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return one ? value == 0 ? 1000 : -1 : value;
    }

    /** The next delimiter outside of a quoted string, or the end. */
    private static int indexOf(String s, char delimiter, int from) {
        boolean quoted = false;
        for (int i = from; i < s.length(); i++) {
            char c = s.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == delimiter && !quoted) {
                return i;
            }
        }
        return s.length();
    }
}
