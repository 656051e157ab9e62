package io.github.expectfilter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose content declares no length and may still not be longer than a rule allows: it is counted while it is
 * read. The read that passes the limit first has the request answered and then fails, and so does every later one.
 */
final class LimitedRequest extends HttpServletRequestWrapper {

    /** More causes than that are no chain but a ring. */
    private static final int MAX_CAUSES = 50;

    private final long max;
    private final boolean enforce;
    private final LateRejection rejection;
    private final boolean countedByContainer;

    private @Nullable Stream stream;
    private @Nullable BufferedReader reader;
    private boolean streamInUse;

    private long count;
    private boolean passed;
    private boolean answered;
    private @Nullable ContentTooLargeException failure;

    /** Rejects a request whose content is being read already. */
    @FunctionalInterface
    interface LateRejection {

        /**
         * Answers, if that is enforced and the response is not committed.
         *
         * @return whether the client has the answer
         * @throws IOException if the client is gone
         */
        boolean reject() throws IOException;
    }

    /** Without {@code enforce} no read fails; the rejection is asked all the same. */
    LimitedRequest(HttpServletRequest request, long max, boolean enforce, LateRejection rejection) {
        super(request);
        this.max = max;
        this.enforce = enforce;
        this.rejection = rejection;
        if (request.getAttribute(ContentLimiter.ATTRIBUTE) instanceof ContentLimiter limiter) {
            limiter.limit(max, this::limitPassed);
            this.countedByContainer = true;
        } else {
            this.countedByContainer = false;
        }
    }

    private void limitPassed() throws IOException {
        if (!passed) {
            passed = true;
            if (enforce) {
                failure = new ContentTooLargeException(max);
            }
            answered = rejection.reject();
        }
        failAgain();
    }

    private void failAgain() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether this exception tells about nothing but a read that has failed for its length, and the client knows. */
    boolean hasAnswered(Throwable thrown) {
        Throwable cause = answered ? thrown : null;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause == failure) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader() has been called for this request");
        }
        streamInUse = true;
        return openStream();
    }

    private Stream openStream() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (streamInUse) {
            throw new IllegalStateException("getInputStream() has been called for this request");
        }
        if (reader == null) {
            String encoding = getCharacterEncoding();
            reader = new BufferedReader(new InputStreamReader(
                    openStream(), encoding != null ? encoding : StandardCharsets.ISO_8859_1.name()));
        }
        return reader;
    }

    /** The container's stream, counted. */
    private final class Stream extends DelegatingInputStream {

        Stream(ServletInputStream delegate) {
            super(delegate);
        }

        @Override
        public int read() throws IOException {
            failAgain();
            try {
                int octet = delegate.read();
                counted(octet < 0 ? 0 : 1);
                return octet;
            } catch (UncheckedIOException wrapped) {
                throw unwrapped(wrapped);
            }
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            failAgain();
            try {
                int result = delegate.read(b, off, len);
                counted(result);
                return result;
            } catch (UncheckedIOException wrapped) {
                throw unwrapped(wrapped);
            }
        }

        private void counted(int bytes) throws IOException {
            if (!countedByContainer && bytes > 0) {
                count += bytes;
                if (count > max) {
                    limitPassed();
                }
            }
        }

        private IOException unwrapped(UncheckedIOException wrapped) {
            if (wrapped.getCause() == failure && failure != null) {
                return failure;
            }
            throw wrapped;
        }
    }
}
