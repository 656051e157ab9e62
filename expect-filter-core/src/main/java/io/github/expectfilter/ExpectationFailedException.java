package io.github.expectfilter;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/**
 * The application cannot meet the expectation of the request. Thrown by a controller, servlet or filter behind the
 * {@link ExpectFilter}, before it reads the content, it is answered like the filter's own rejections: with 417 (RFC 9110
 * section 15.5.18) and the reason {@link Rejection.Reason#APPLICATION}.
 *
 * <p>It is answered whatever {@code enforce} says: that setting is about the filter's decisions. It is not answered,
 * and goes on to the container, once the response is committed or after {@code startAsync()}, when another thread may
 * hold the request.
 *
 * @since 0.1.0
 */
public class ExpectationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the default words for the client. */
    public ExpectationFailedException() {}

    /**
     * With own words for the client.
     *
     * @param detail what the client can do about it; is sent, so it must hold nothing of the request
     */
    public ExpectationFailedException(String detail) {
        super(detail);
    }

    Rejection rejection() {
        Rejection rejection = Rejection.of(Rejection.Reason.APPLICATION);
        String detail = getMessage();
        return detail == null ? rejection : rejection.withDetail(detail);
    }

    /** The exception itself, or the one that a web framework has wrapped into {@link ServletException}s. */
    static @Nullable ExpectationFailedException in(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof ServletException) {
            cause = cause.getCause();
        }
        return cause instanceof ExpectationFailedException failed ? failed : null;
    }
}
