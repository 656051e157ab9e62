package io.github.expectfilter.probe;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one request got.
 *
 * @param request what was sent, in a few words
 * @param responses in their order; the last one is final unless {@code failure} says why there is none
 * @param contentSent how many bytes of content were sent
 * @param connection what became of the connection after the final response
 * @param failure why there is no final response, printable; {@code null} when there is one
 */
record Exchange(
        String request,
        List<Response> responses,
        long contentSent,
        Connection connection,
        @Nullable String failure,
        String transcript) {

    /**
     * A response and when it came.
     *
     * @param after time since the header section was sent
     * @param afterContent whether content had been sent by then
     */
    record Response(Answer answer, Duration after, boolean afterContent) {}

    enum Connection {
        ENDED,
        ENDED_UNANNOUNCED,
        KEPT,
        UNKNOWN
    }

    /** An exchange that did not even begin. */
    static Exchange failed(String request, String failure) {
        return new Exchange(request, List.of(), 0, Connection.UNKNOWN, failure, "");
    }

    /** Nothing but silence until the time was over: neither an answer nor an end. */
    static final String SILENCE = "silence";

    /** How many 100 responses came before any content was sent. */
    int continues() {
        return (int) responses.stream()
                .filter(response -> response.answer().status() == 100 && !response.afterContent())
                .count();
    }

    /** How many 100 responses came in all, those behind the content too. */
    int allContinues() {
        return (int) responses.stream()
                .filter(response -> response.answer().status() == 100)
                .count();
    }

    /** {@code null} when there was none. */
    @Nullable
    Response finalResponse() {
        Response last = responses.isEmpty() ? null : responses.get(responses.size() - 1);
        return last == null || last.answer().isInterim() ? null : last;
    }

    /** The final status, 0 when there was none. */
    int status() {
        Response last = finalResponse();
        return last == null ? 0 : last.answer().status();
    }

    /** The final answer came and no content had been sent. */
    boolean isFinalBeforeContent() {
        Response last = finalResponse();
        return last != null && !last.afterContent();
    }

    boolean isFinalAfterContent() {
        Response last = finalResponse();
        return last != null && last.afterContent();
    }

    /** Neither a final answer nor an end of the connection. */
    boolean isSilent() {
        return SILENCE.equals(failure);
    }

    boolean isRefused() {
        return status() >= 400;
    }

    /** In words: "417 after 3 ms, no 100 before it". */
    String inWords() {
        Response last = finalResponse();
        StringBuilder words = new StringBuilder();
        for (Response response : responses) {
            if (response.answer().isInterim()) {
                words.append(response.answer().status())
                        .append(" after ")
                        .append(time(response.after()))
                        .append(response.afterContent() ? " (with the content), " : ", ");
            }
        }
        if (last == null) {
            words.append(isSilent() ? (responses.isEmpty() ? "no answer" : "then nothing") : failure);
            return words.append(contentSent > 0 ? ", even after the content" : "")
                    .toString();
        }
        words.append(responses.size() > 1 ? "then " : "")
                .append(last.answer().status())
                .append(" after ")
                .append(time(last.after()));
        if (last.afterContent()) {
            words.append(", but only with the content");
        } else if (responses.size() == 1) {
            words.append(", no 100 before it");
        }
        return words.toString();
    }

    static String time(Duration time) {
        return time.toMillis() + " ms";
    }
}
