package io.github.expectfilter;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Is told of every decision: to count, to audit. It is called on the thread of the request, for rejections after the
 * answer is written, for all other requests before they go on. A request without an {@code Expect} field that no
 * {@link AdmissionRule} governs is no decision.
 *
 * <p>A request that was let go on and is rejected later, because its content turns out too large or because the
 * application throws an {@link ExpectationFailedException}, is told twice; the later decision is what the client got.
 *
 * <p>Of a decision that a proxy asks for at the decision endpoint
 * ({@link ExpectFilterConfig.Builder#decisionEndpointPath}) it is told if that is a rejection: the request itself will
 * not come then, or, with {@code enforce=false}, comes and is told of once more.
 *
 * <p>Nothing that a listener does changes the decision, and what it throws never reaches the client: it is logged once
 * for each class of listener. It must be thread-safe, must not block and must not touch the content of the request or
 * the response.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExpectFilterListener {

    /**
     * Tells of a decision.
     *
     * @param event the decision and what it was taken on
     */
    void onDecision(Event event);

    /**
     * A decision about one request. {@code toString()} holds nothing of the request.
     *
     * @param request the request, valid during the call only; its content must not be touched
     * @param field its {@code Expect} field, which may be absent
     * @param decision what was decided
     * @param enforced whether the request was treated as decided. False with {@code enforce=false}, where every request
     *     goes on, and for a rejection that came too late because the response was committed. A 417 that the container
     *     made by itself is what the client got, so it is always true
     * @param unreceivedContent bytes of declared content that the server did not receive because the request was
     *     rejected; 0 when nothing was rejected, the length was not declared, or the application may have read
     * @param decisionTime how long the policy took with its rules and checks, more than zero. Zero where it was not asked:
     *     for a 417 that the container made by itself, for content that turned out too large while it was read, and for
     *     a rejection by the application
     * @since 0.1.0
     */
    record Event(
            HttpServletRequest request,
            ExpectField field,
            ExpectationDecision decision,
            boolean enforced,
            long unreceivedContent,
            Duration decisionTime) {

        @Override
        public String toString() {
            return "Event[" + decision + ", enforced=" + enforced + ", unreceivedContent=" + unreceivedContent + ", "
                    + field + "]";
        }
    }
}
