package io.github.expectfilter;

/**
 * What is done about a request: its expectation is honored, ignored, or the request is rejected.
 *
 * <p>The decision is on the request as the attribute {@value #ATTRIBUTE} whenever the request has an {@code Expect}
 * field or an {@link AdmissionRule} matches it, with {@code enforce=false} too. {@code toString()} begins with
 * {@code honor}, {@code ignore} or {@code reject STATUS REASON} and holds nothing of the request.
 *
 * @since 0.1.0
 */
public sealed interface ExpectationDecision {

    /** Name of the request attribute that holds the decision. */
    String ATTRIBUTE = "io.github.expectfilter.decision";

    /** The client is told to go on: the container sends {@code 100 Continue} once the content is read. */
    static ExpectationDecision honor() {
        return Honor.INSTANCE;
    }

    /** The request is treated as if it had no {@code Expect} field. */
    static ExpectationDecision ignore() {
        return Ignore.INSTANCE;
    }

    /**
     * The request is answered with a final status, and its content is not read.
     *
     * @param rejection what is answered
     */
    static ExpectationDecision reject(Rejection rejection) {
        return new Reject(rejection);
    }

    /** See {@link #honor()}. */
    record Honor() implements ExpectationDecision {

        private static final Honor INSTANCE = new Honor();

        @Override
        public String toString() {
            return "honor";
        }
    }

    /** See {@link #ignore()}. */
    record Ignore() implements ExpectationDecision {

        private static final Ignore INSTANCE = new Ignore();

        @Override
        public String toString() {
            return "ignore";
        }
    }

    /**
     * See {@link #reject(Rejection)}.
     *
     * @param rejection what is answered
     */
    record Reject(Rejection rejection) implements ExpectationDecision {

        @Override
        public String toString() {
            return "reject " + rejection.status() + " " + rejection.reason().code();
        }
    }
}
