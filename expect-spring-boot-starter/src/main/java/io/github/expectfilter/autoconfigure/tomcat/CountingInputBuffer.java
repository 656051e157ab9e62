package io.github.expectfilter.autoconfigure.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

import org.apache.catalina.connector.Request;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

import io.github.expectfilter.ContentLimiter;
import io.github.expectfilter.ExpectFilterConfig;

/**
 * Counts content where Tomcat's own parsers of forms and multipart get it from, too.
 *
 * <p>It stands in the place of the input buffer of one request. Tomcat uses its request objects again, so what an earlier
 * request has left there is taken away first.
 */
final class CountingInputBuffer implements InputBuffer {

    private final InputBuffer delegate;
    private final long limit;
    private final ContentLimiter.Exceeded exceeded;
    private long count;

    private CountingInputBuffer(InputBuffer delegate, long limit, ContentLimiter.Exceeded exceeded) {
        this.delegate = delegate;
        this.limit = limit;
        this.exceeded = exceeded;
    }

    /** Offers a {@link ContentLimiter} on a request that may have content of undeclared length, if a rule can limit it. */
    static void offer(Request request, ExpectFilterConfig config) {
        if (request.getAttribute(ContentLimiter.ATTRIBUTE) != null) {
            // The same request once more: an asynchronous dispatch passes the valves again.
            return;
        }
        org.apache.coyote.Request coyoteRequest = request.getCoyoteRequest();
        if (coyoteRequest.getInputBuffer() instanceof CountingInputBuffer old) {
            coyoteRequest.setInputBuffer(old.delegate);
        }
        if (config.hasRules() && mayHaveContentOfUndeclaredLength(request)) {
            request.setAttribute(
                    ContentLimiter.ATTRIBUTE, (ContentLimiter) (bytes, exceeded) -> coyoteRequest.setInputBuffer(
                            new CountingInputBuffer(coyoteRequest.getInputBuffer(), bytes, exceeded)));
        }
    }

    private static boolean mayHaveContentOfUndeclaredLength(Request request) {
        // By the fields: a length that is no number makes Tomcat's own methods throw, also behind its 400.
        if (request.getHeader("Transfer-Encoding") != null) {
            return true;
        }
        return request.getHeader("Content-Length") == null
                && request.getProtocol().equals("HTTP/2.0")
                && !request.getMethod().equals("GET")
                && !request.getMethod().equals("HEAD");
    }

    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
        int bytes = delegate.doRead(handler);
        if (bytes > 0) {
            count += bytes;
            if (count > limit) {
                passLimit(handler);
            }
        }
        return bytes;
    }

    private void passLimit(ApplicationBufferHandler handler) {
        try {
            exceeded.exceeded();
        } catch (IOException tooLarge) {
            // Otherwise the next read would find what was not to be handed out.
            ByteBuffer buffer = handler.getByteBuffer();
            buffer.position(buffer.limit());
            // Tomcat takes every IOException for a client that is gone, and cuts the connection before the answer is
            // read.
            throw new UncheckedIOException(tooLarge);
        }
    }

    @Override
    public int available() {
        return delegate.available();
    }
}
