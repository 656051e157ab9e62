package io.github.expectfilter.probe;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A response as it was on the wire.
 *
 * @param head status line and field lines with their line ends
 * @param body the content, decoded as UTF-8
 */
public record Answer(String head, String body) {

    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The value of a field that occurs once; {@code null} when there is none. */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " occurs " + values.size() + " times in:\n" + head);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r\n", -1)) {
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
