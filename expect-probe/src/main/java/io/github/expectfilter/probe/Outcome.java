package io.github.expectfilter.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What came of a request that announced content, expected a 100, and sent nothing more (RFC 9110 section 10.1.1). For tests:
 * the {@code assert} methods throw an {@link AssertionError} with the transcript, whatever the test framework.
 *
 * @since 0.1.0
 */
public final class Outcome {

    private static final Duration AFTER_CONTINUE = Duration.ofSeconds(1);

    private final List<Answer> interim;
    private final @Nullable Answer finalAnswer;
    private final boolean connectionEnded;
    private final String transcript;

    private Outcome(List<Answer> interim, @Nullable Answer finalAnswer, boolean connectionEnded, String transcript) {
        this.interim = List.copyOf(interim);
        this.finalAnswer = finalAnswer;
        this.connectionEnded = connectionEnded;
        this.transcript = transcript;
    }

    static Outcome read(RawClient client, Request request, Duration limit) throws IOException {
        client.sendHead(request.lines().toArray(String[]::new));
        List<Answer> interim = new ArrayList<>();
        Answer last = null;
        RawClient.Next next = client.next(limit);
        while (last == null && next == RawClient.Next.OCTET && interim.size() < 20) {
            Answer answer = client.read();
            if (answer.isInterim()) {
                interim.add(answer);
            } else {
                last = answer;
            }
            next = client.next(AFTER_CONTINUE);
        }
        return new Outcome(interim, last, next == RawClient.Next.END, client.transcript());
    }

    /** The interim responses, in their order; a 100 is one of them. */
    public List<Answer> interim() {
        return interim;
    }

    /** The final answer; {@code null} when there was none: the server waits for the content. */
    public @Nullable Answer finalAnswer() {
        return finalAnswer;
    }

    /** Whether the server ended the connection, at the latest one second after its last response. */
    public boolean isConnectionEnded() {
        return connectionEnded;
    }

    /** How many bytes of content were sent: none. */
    public long contentSent() {
        return 0;
    }

    /** What went over the connection, with times in milliseconds. */
    public String transcript() {
        return transcript;
    }

    /**
     * The final answer has this status, and no 100 came before it: a client that waits has sent none of its content.
     *
     * @throws AssertionError if not
     */
    public Outcome assertRejectedBefore100(int status) {
        if (finalAnswer == null) {
            throw failure("Expected " + status + " before the content, but there is no final answer");
        }
        if (finalAnswer.status() != status) {
            throw failure(
                    "Expected " + status + " before the content, but the final status is " + finalAnswer.status());
        }
        if (interim.stream().anyMatch(answer -> answer.status() == 100)) {
            throw failure("Expected " + status
                    + " before the content, but a 100 came first: the client has been told to" + " send it");
        }
        return this;
    }

    /**
     * There is exactly one interim response, a 100, and no final answer yet.
     *
     * @throws AssertionError if not
     */
    public Outcome assertContinued() {
        if (finalAnswer != null) {
            throw failure("Expected a 100 and then silence, but there is a final answer: " + finalAnswer.status());
        }
        if (interim.size() != 1 || interim.get(0).status() != 100) {
            throw failure("Expected exactly one 100, but there are "
                    + interim.stream().map(Answer::status).toList());
        }
        return this;
    }

    /**
     * The server has ended the connection, so that nothing can be taken for the content that was not sent (RFC 9112 section
     * 9.6).
     *
     * @throws AssertionError if not
     */
    public Outcome assertConnectionEnded() {
        if (!connectionEnded) {
            throw failure("Expected the end of the connection");
        }
        return this;
    }

    private AssertionError failure(String message) {
        return new AssertionError(message + ":\n" + transcript);
    }

    @Override
    public String toString() {
        return transcript;
    }
}
