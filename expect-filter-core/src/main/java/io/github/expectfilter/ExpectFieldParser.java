package io.github.expectfilter;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.expectfilter.Expectation.Parameter;

/**
 * A scanner for the grammar of RFC 9110 sections 10.1.1 and 5.6.1.2, one line at a time: a quoted-string cannot span
 * lines. It looks at every character once; there is no regular expression here because the obvious one overflows the
 * stack at 2,000 characters.
 *
 * <pre>
 * line        = [ expectation ] *( OWS "," OWS [ expectation ] )
 * expectation = token [ "=" ( token / quoted-string ) parameters ]
 * parameters  = *( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )
 * </pre>
 */
final class ExpectFieldParser {

    final List<Expectation> members = new ArrayList<>();
    int emptyMembers;
    int parameters;

    private String line = "";
    private int at;
    private boolean quoted;

    /** Adds the members of a line; false when the line breaks the grammar. */
    boolean parseLine(String untrimmed) {
        line = Ascii.trimOws(untrimmed);
        at = 0;
        while (true) {
            if (atEnd() || line.charAt(at) == ',') {
                emptyMembers++;
            } else if (!parseExpectation()) {
                return false;
            }
            skipOws();
            if (atEnd()) {
                return true;
            }
            if (!skip(',')) {
                return false;
            }
            skipOws();
        }
    }

    private boolean parseExpectation() {
        String name = token();
        if (name == null) {
            return false;
        }
        if (!skip('=')) {
            members.add(
                    name.equals(Expectation.CONTINUE)
                            ? Expectation.PLAIN_CONTINUE
                            : new Expectation(Ascii.lower(name), null, false, List.of()));
            return true;
        }
        String value = tokenOrQuotedString();
        if (value == null) {
            return false;
        }
        boolean valueQuoted = quoted;
        List<Parameter> found = new ArrayList<>(0);
        while (true) {
            int mark = at;
            skipOws();
            if (!skip(';')) {
                at = mark;
                break;
            }
            parameters++;
            skipOws();
            if (!atEnd() && Ascii.isTokenChar(line.charAt(at)) && !parseParameter(found)) {
                return false;
            }
        }
        members.add(new Expectation(Ascii.lower(name), value, valueQuoted, found));
        return true;
    }

    private boolean parseParameter(List<Parameter> found) {
        String name = token();
        if (name == null || !skip('=')) {
            return false;
        }
        String value = tokenOrQuotedString();
        if (value == null) {
            return false;
        }
        found.add(new Parameter(Ascii.lower(name), value, quoted));
        return true;
    }

    private @Nullable String tokenOrQuotedString() {
        quoted = skip('"');
        return quoted ? quotedString() : token();
    }

    private @Nullable String token() {
        int start = at;
        while (!atEnd() && Ascii.isTokenChar(line.charAt(at))) {
            at++;
        }
        return at > start ? line.substring(start, at) : null;
    }

    /** The rest of a quoted-string (RFC 9110 section 5.6.4); control characters were refused before. */
    private @Nullable String quotedString() {
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                if (atEnd()) {
                    return null;
                }
                c = line.charAt(at++);
            }
            value.append(c);
        }
        return null;
    }

    private boolean skip(char c) {
        if (!atEnd() && line.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipOws() {
        while (!atEnd() && Ascii.isOws(line.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        return at >= line.length();
    }
}
