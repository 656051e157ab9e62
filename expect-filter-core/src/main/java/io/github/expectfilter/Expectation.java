package io.github.expectfilter;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One member of an {@code Expect} header field: {@code token [ "=" ( token / quoted-string ) parameters ]} (RFC 9110
 * section 10.1.1).
 *
 * <p>Name and value come from the request: do not write them to a log, a header or a body. {@link #toString()} shows
 * the name only, which is a token and therefore printable.
 *
 * @param name the name in lower case (ASCII)
 * @param value the value without quotes and escapes, or {@code null} when the member has none
 * @param quoted whether the value was a quoted-string
 * @param parameters the parameters in their order
 * @since 0.1.0
 */
public record Expectation(String name, @Nullable String value, boolean quoted, List<Parameter> parameters) {

    /** The name of the one expectation that RFC 9110 defines. */
    public static final String CONTINUE = "100-continue";

    static final Expectation PLAIN_CONTINUE = new Expectation(CONTINUE, null, false, List.of());

    public Expectation {
        parameters = List.copyOf(parameters);
    }

    /** Whether this is {@code 100-continue} with no value. */
    public boolean isContinue() {
        return value == null && name.equals(CONTINUE);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A parameter of an expectation.
     *
     * @param name the name in lower case (ASCII)
     * @param value the value without quotes and escapes
     * @param quoted whether the value was a quoted-string
     * @since 0.1.0
     */
    public record Parameter(String name, String value, boolean quoted) {}
}
