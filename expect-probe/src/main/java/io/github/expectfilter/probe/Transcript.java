package io.github.expectfilter.probe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What went over a connection, in both directions, with times. Keeps the first {@value #KEPT} bytes of it. Values of
 * fields that hold credentials are not kept.
 */
final class Transcript {

    private static final int KEPT = 64 * 1024;
    private static final int LINE = 400;
    private static final Pattern SECRET =
            Pattern.compile("(?im)^((?:proxy-)?authorization|cookie|x-api-key)(:[ \t]*)[^\r\n]+");

    private record Part(long nanos, boolean sent, String octets, int left) {}

    private final long start = System.nanoTime();
    private final List<Part> parts = new ArrayList<>();
    private int kept;

    synchronized void sent(byte[] octets) {
        add(true, octets, octets.length);
    }

    synchronized void received(byte[] buffer, int length) {
        add(false, buffer, length);
    }

    private void add(boolean sent, byte[] octets, int length) {
        int size = Math.min(length, KEPT - kept);
        if (size > 0) {
            kept += size;
            String part = new String(octets, 0, size, StandardCharsets.ISO_8859_1);
            parts.add(new Part(System.nanoTime() - start, sent, part, length - size));
        }
    }

    /** {@code >} before what was sent, {@code <} before what was received. */
    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String shown = part.sent ? SECRET.matcher(part.octets).replaceAll("$1$2***") : part.octets;
            String time = String.format(
                    Locale.ROOT, "%9.1f ms ", Duration.ofNanos(part.nanos).toNanos() / 1e6);
            for (String line : shown.split("(?<=\n)", -1)) {
                if (!line.isEmpty()) {
                    text.append(time)
                            .append(part.sent ? "> " : "< ")
                            .append(Printable.of(line.replaceFirst("\r\n$", ""), LINE))
                            .append('\n');
                    time = " ".repeat(13);
                }
            }
            if (part.left > 0) {
                text.append(time).append("  ... ").append(part.left).append(" more bytes\n");
            }
        }
        return text.toString();
    }
}
