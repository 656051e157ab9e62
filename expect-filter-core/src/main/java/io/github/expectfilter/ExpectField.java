package io.github.expectfilter;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The parsed {@code Expect} header field of a request: all its lines, judged together (RFC 9110 section 10.1.1).
 *
 * <p>Parsing is total (it never throws), linear and bounded. It allocates nothing for a request without the field, nor
 * for the canonical {@code Expect: 100-continue}. {@link #toString()} shows counts, never a value of the request.
 *
 * @since 0.1.0
 */
public final class ExpectField {

    /** The most field lines that are read. */
    public static final int MAX_LINES = 8;

    /** The most characters in all lines together, white space included. */
    public static final int MAX_LENGTH = 512;

    /** The most members in all lines together. */
    public static final int MAX_MEMBERS = 8;

    /** The most empty list elements in all lines together (RFC 9110 section 5.6.1.2). */
    public static final int MAX_EMPTY_MEMBERS = 16;

    /** The most parameters in all lines together; an empty one counts. */
    public static final int MAX_PARAMETERS = 8;

    private static final String LOOK_ALIKE = "100continue";

    private static final ExpectField ABSENT = new ExpectField(Form.WELL_FORMED, List.of(), 0, 0, false, false, false);
    private static final ExpectField CANONICAL = new ExpectField(
            Form.WELL_FORMED, List.of(Expectation.PLAIN_CONTINUE), 1, Expectation.CONTINUE.length(), true, false, true);

    private final Form form;
    private final List<Expectation> members;
    private final int lines;
    private final int length;
    private final boolean canonical;
    private final boolean padded;
    private final boolean lookAlike;

    private ExpectField(
            Form form,
            List<Expectation> members,
            int lines,
            int length,
            boolean canonical,
            boolean padded,
            boolean lookAlike) {
        this.form = form;
        this.members = members;
        this.lines = lines;
        this.length = length;
        this.canonical = canonical;
        this.padded = padded;
        this.lookAlike = lookAlike;
    }

    /** How the field as a whole reads. */
    public enum Form {
        /** Every line follows the grammar; a field that is absent or has no member does too. */
        WELL_FORMED,
        /** A line breaks the grammar of RFC 9110 section 10.1.1. */
        MALFORMED,
        /** A value holds a control character (RFC 9110 section 5.5). */
        FORBIDDEN_CHARACTER,
        /** A limit of this class is passed (RFC 9110 section 5.4). */
        TOO_LARGE
    }

    /**
     * Reads the field of a request.
     *
     * @param request the request; only its header section is read
     * @return the field, never {@code null}; {@link #isPresent()} is false when the request has none
     */
    public static ExpectField of(HttpServletRequest request) {
        String first = request.getHeader("Expect");
        if (first == null) {
            return ABSENT;
        }
        Enumeration<String> values = request.getHeaders("Expect");
        if (values == null || !values.hasMoreElements()) {
            // A wrapper that overrides one of the two methods only.
            return parse(List.of(first));
        }
        String line = values.nextElement();
        if (!values.hasMoreElements() && line != null && Ascii.equalsIgnoreCase(line, Expectation.CONTINUE)) {
            return CANONICAL;
        }
        List<String> lines = new ArrayList<>();
        while (true) {
            // Null where the container has refused the header section in the midst of this line.
            lines.add(line == null ? "" : line);
            if (!values.hasMoreElements()) {
                return parse(lines);
            }
            line = values.nextElement();
        }
    }

    /**
     * Parses field lines exactly as the container hands them over. Do not trim them before: white space at an end is a
     * finding of its own ({@link #isPadded()}).
     *
     * @param lines the value of each line in the order of the message
     * @return the field, never {@code null}
     */
    public static ExpectField parse(List<String> lines) {
        if (lines.isEmpty()) {
            return ABSENT;
        }
        int length = 0;
        boolean padded = false;
        boolean forbidden = false;
        for (String line : lines) {
            length += line.length();
            padded |= !line.isEmpty() && (Ascii.isOws(line.charAt(0)) || Ascii.isOws(line.charAt(line.length() - 1)));
            for (int i = 0; i < line.length() && !forbidden; i++) {
                forbidden = Ascii.isControl(line.charAt(i));
            }
        }
        boolean canonical = lines.size() == 1 && Ascii.equalsIgnoreCase(lines.get(0), Expectation.CONTINUE);
        Form form;
        List<Expectation> members = List.of();
        if (lines.size() > MAX_LINES || length > MAX_LENGTH) {
            form = Form.TOO_LARGE;
        } else if (forbidden) {
            form = Form.FORBIDDEN_CHARACTER;
        } else {
            ExpectFieldParser parser = new ExpectFieldParser();
            boolean wellFormed = true;
            for (int i = 0; i < lines.size() && wellFormed; i++) {
                wellFormed = parser.parseLine(lines.get(i));
            }
            if (!wellFormed) {
                form = Form.MALFORMED;
            } else if (parser.members.size() > MAX_MEMBERS
                    || parser.emptyMembers > MAX_EMPTY_MEMBERS
                    || parser.parameters > MAX_PARAMETERS) {
                form = Form.TOO_LARGE;
            } else {
                form = Form.WELL_FORMED;
                members = List.copyOf(parser.members);
            }
        }
        return new ExpectField(form, members, lines.size(), length, canonical, padded, looksLikeContinue(lines));
    }

    /**
     * Letters and digits of all lines in a row contain {@code 100continue}: a sloppier hop may see an expectation here.
     */
    private static boolean looksLikeContinue(List<String> lines) {
        StringBuilder glued = new StringBuilder();
        for (String line : lines) {
            for (int i = 0; i < line.length(); i++) {
                char c = Ascii.lower(line.charAt(i));
                if (c == '\u0130' || c == '\u0131') {
                    // Unicode case folding makes an "i" of both.
                    c = 'i';
                }
                if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                    glued.append(c);
                }
            }
        }
        return glued.indexOf(LOOK_ALIKE) >= 0;
    }

    /** Whether the request has an {@code Expect} field at all, be it empty. */
    public boolean isPresent() {
        return lines > 0;
    }

    /** How the field as a whole reads. */
    public Form form() {
        return form;
    }

    /** The members of all lines in their order; none unless the field is {@link Form#WELL_FORMED}. */
    public List<Expectation> members() {
        return members;
    }

    /** Whether one of the members is a plain {@code 100-continue}. */
    public boolean hasContinue() {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).isContinue()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the field is exactly one line that says {@code 100-continue} in any ASCII case and nothing else. */
    public boolean isCanonical() {
        return canonical;
    }

    /**
     * Whether a line begins or ends with SP or HTAB. A container takes those off, so they betray a line folding (RFC
     * 9112 section 5.2) or a field that HTTP/2 forbids (RFC 9113 section 8.2.1).
     */
    public boolean isPadded() {
        return padded;
    }

    /** Whether a reader that is less strict might find {@code 100-continue} in the field. */
    public boolean isLookAlike() {
        return lookAlike;
    }

    /** The number of field lines. */
    public int lines() {
        return lines;
    }

    /** The number of characters in all lines together. */
    public int length() {
        return length;
    }

    @Override
    public String toString() {
        return "ExpectField[" + form + ", lines=" + lines + ", length=" + length + ", members=" + members.size() + "]";
    }
}
