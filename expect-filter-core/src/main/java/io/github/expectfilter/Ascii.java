package io.github.expectfilter;

/**
 * ASCII rules only. {@code String.equalsIgnoreCase} folds U+0131 to {@code i}, {@code trim()} eats control characters
 * and {@code toLowerCase()} depends on the locale: each of them would read an {@code Expect} field differently from the
 * hop in front.
 */
final class Ascii {

    private Ascii() {}

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    static String lower(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (lower(s.charAt(i)) != s.charAt(i)) {
                StringBuilder lowered = new StringBuilder(s.length());
                for (int j = 0; j < s.length(); j++) {
                    lowered.append(lower(s.charAt(j)));
                }
                return lowered.toString();
            }
        }
        return s;
    }

    static boolean equalsIgnoreCase(String a, String b) {
        return a.length() == b.length() && startsWithIgnoreCase(a, b);
    }

    static boolean startsWithIgnoreCase(String s, String prefix) {
        if (s.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (lower(s.charAt(i)) != lower(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** SP or HTAB: the OWS of RFC 9110 section 5.6.3. */
    static boolean isOws(char c) {
        return c == ' ' || c == '\t';
    }

    static String trimOws(String s) {
        int start = 0;
        int end = s.length();
        while (start < end && isOws(s.charAt(start))) {
            start++;
        }
        while (end > start && isOws(s.charAt(end - 1))) {
            end--;
        }
        return s.substring(start, end);
    }

    /** A control character that no field value may hold: RFC 9110 section 5.5, HTAB excepted. */
    static boolean isControl(char c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }

    /** A character of a token: RFC 9110 section 5.6.2. */
    static boolean isTokenChar(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    static boolean isToken(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (!isTokenChar(s.charAt(i))) {
                return false;
            }
        }
        return !s.isEmpty();
    }

    /** Whether one field value can carry this text unchanged: visible ASCII, SP and HTAB, no white space at the ends. */
    static boolean isFieldValue(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (isControl(s.charAt(i)) || s.charAt(i) > 0x7E) {
                return false;
            }
        }
        return s.isEmpty() || !isOws(s.charAt(0)) && !isOws(s.charAt(s.length() - 1));
    }
}
