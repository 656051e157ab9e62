package io.github.expectfilter.sample;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What went over one connection of this application with itself.
 *
 * @param steps in their order
 * @param continued whether a 100 came
 * @param status the final status; {@code null} when there was none
 * @param contentAnnounced in bytes
 * @param contentSent in bytes
 * @param happened in plain words, from what was seen
 * @param why in plain words
 * @param commands what does the same from a terminal, with <code>{origin}</code> for scheme, host and port
 */
record Handshake(
        String name,
        List<Step> steps,
        boolean continued,
        @Nullable Integer status,
        @Nullable String reasonPhrase,
        long contentAnnounced,
        long contentSent,
        Connection connection,
        String happened,
        String why,
        List<String> commands) {

    /** What became of the connection. */
    enum Connection {
        KEPT,
        ENDED_BY_SERVER,
        ENDED_BY_CLIENT
    }

    /** What a step is. */
    enum Kind {
        REQUEST,
        CONTENT,
        SILENCE,
        INTERIM_RESPONSE,
        FINAL_RESPONSE,
        END
    }

    /**
     * A message, a part of one, or that nothing came.
     *
     * @param milliseconds since the connection was opened; for content, when its first byte was sent
     * @param head start line and field lines, of a request or response
     * @param body of a response, as text
     * @param contentBytes of content, in bytes
     * @param status of a response
     */
    record Step(
            Kind kind,
            double milliseconds,
            List<String> head,
            String body,
            long contentBytes,
            @Nullable Integer status,
            @Nullable String reasonPhrase) {}
}
