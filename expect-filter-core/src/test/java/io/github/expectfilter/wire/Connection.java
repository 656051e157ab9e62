package io.github.expectfilter.wire;

import java.io.Closeable;
import java.io.IOException;

/** One client connection, HTTP/1.1 or HTTP/2, on which requests are made one after the other. */
public interface Connection extends Closeable {

    /**
     * Sends a header section.
     *
     * @param fields field lines; a {@code Content-Length} above zero or a {@code Transfer-Encoding} announces content,
     *     and HTTP/2 leaves the latter away
     */
    Exchange request(String method, String path, String... fields) throws IOException;

    /** Whether the server ends the connection without another byte of HTTP. */
    boolean isEnded() throws IOException;
}
