package io.github.expectfilter.compatibility.clients;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the heads of one direction of an HTTP/1.1 connection from the content between them. */
final class Messages {

    private enum Part {
        HEAD("\r\n\r\n"),
        CONTENT(""),
        CHUNK_SIZE("\r\n"),
        CHUNK(""),
        CHUNK_END("\r\n"),
        LAST_CHUNK_END("\r\n");

        private final String end;

        Part(String end) {
            this.end = end;
        }
    }

    private final Consumer<String> heads;
    private final IntConsumer content;
    private final StringBuilder text = new StringBuilder();
    private Part part = Part.HEAD;
    private long remaining;

    /**
     * Begins with the first head.
     *
     * @param heads takes each head, with its empty line
     * @param content takes the number of content bytes that have come, without the framing of chunks
     */
    Messages(Consumer<String> heads, IntConsumer content) {
        this.heads = heads;
        this.content = content;
    }

    void read(byte[] bytes, int length) {
        int position = 0;
        while (position < length) {
            if (part.end.isEmpty()) {
                int count = (int) Math.min(remaining, length - position);
                content.accept(count);
                position += count;
                remaining -= count;
                if (remaining == 0) {
                    part = part == Part.CHUNK ? Part.CHUNK_END : Part.HEAD;
                }
            } else {
                text.append((char) (bytes[position++] & 0xFF));
                if (text.indexOf(part.end) >= 0) {
                    String whole = text.toString();
                    text.setLength(0);
                    part = afterText(whole);
                }
            }
        }
    }

    private Part afterText(String whole) {
        return switch (part) {
            case HEAD -> {
                heads.accept(whole);
                yield afterHead(whole);
            }
            case CHUNK_SIZE -> {
                remaining = Long.parseLong(whole.strip(), 16);
                yield remaining > 0 ? Part.CHUNK : Part.LAST_CHUNK_END;
            }
            case CHUNK_END -> Part.CHUNK_SIZE;
            default -> Part.HEAD;
        };
    }

    private Part afterHead(String head) {
        if (field(head, "Transfer-Encoding").equals("chunked")) {
            return Part.CHUNK_SIZE;
        }
        String length = field(head, "Content-Length");
        remaining = length.isEmpty() ? 0 : Long.parseLong(length);
        return remaining > 0 ? Part.CONTENT : Part.HEAD;
    }

    static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The value of the first field of that name, or an empty string. */
    static String field(String head, String name) {
        Matcher field =
                Pattern.compile("(?imd)^" + name + ":[ \t]*(.*?)[ \t]*\r$").matcher(head);
        return field.find() ? field.group(1) : "";
    }
}
