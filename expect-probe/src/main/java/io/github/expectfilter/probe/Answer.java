package io.github.expectfilter.probe;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A response, interim or final, as it was on the wire (RFC 9112 section 2.1).
 *
 * @param head status line and field lines with their line ends
 * @param body the content, decoded as UTF-8
 * @since 0.1.0
 */
public record Answer(String head, String body) {

    /** The status code. A {@link RawClient} only hands out answers that have one. */
    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Whether this is an interim response (RFC 9110 section 15.2). */
    public boolean isInterim() {
        return status() < 200;
    }

    /**
     * The value of a field that occurs at most once.
     *
     * @return {@code null} when there is none
     * @throws IllegalStateException if it occurs more than once; {@link #headers} never throws
     */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        if (values.size() > 1) {
            throw new IllegalStateException(name + " occurs " + values.size() + " times in:\n" + head);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** The values of all field lines of that name, in their order. */
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return head + body;
    }
}
