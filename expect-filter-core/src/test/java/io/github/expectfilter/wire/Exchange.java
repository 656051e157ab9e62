package io.github.expectfilter.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

import io.github.expectfilter.probe.Answer;

/** One request and its responses. */
public interface Exchange {

    /** Reads the next response, interim or final. */
    Answer read() throws IOException;

    /** The next response, or {@code null} when the server ends the connection or the stream instead. */
    default Answer readUnlessEnded() throws IOException {
        try {
            return read();
        } catch (EOFException | SocketException ended) {
            return null;
        }
    }

    /** Sends the whole content. */
    Exchange sendContent(String content) throws IOException;

    /** Whether the server says nothing for this long. */
    boolean isSilentFor(Duration time) throws IOException;
}
