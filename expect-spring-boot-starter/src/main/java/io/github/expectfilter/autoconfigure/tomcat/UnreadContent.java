package io.github.expectfilter.autoconfigure.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

import io.github.expectfilter.ExpectFilterConfig;

/**
 * Ends an HTTP/1.1 connection whose request has an expectation, or was rejected, and content that the application did not
 * read. Nobody can tell whether that content will come (RFC 9110 section 10.1.1), but Tomcat waits for it after a 2xx, and
 * without an expectation after a rejection too: the worker is lost until the connection times out, and the next request is
 * taken for the content.
 *
 * <p>A client that does not wait for its 100 is writing by now, and a connection closed under its hands would lose it
 * the response; so what arrives is read and thrown away within the limits of {@code expect.rejection.drain}
 * and {@code drain-timeout} (RFC 9112 section 9.6).
 */
final class UnreadContent {

    /** A client that sends nothing for so long waits for its 100, and keeps its content now. */
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long PAUSE_MILLIS = 10;

    private UnreadContent() {}

    static void end(Request request, Response response, ExpectFilterConfig limits) throws IOException {
        org.apache.coyote.Request coyoteRequest = request.getCoyoteRequest();
        if (!request.getProtocol().equals("HTTP/1.1") || isRead(coyoteRequest)) {
            return;
        }
        if (!response.isCommitted()) {
            // Where the filter is mapped it has said so by itself.
            response.setHeader("Connection", "close");
        }
        response.finishResponse();
        discard(
                coyoteRequest,
                limits.rejectionDrain(),
                limits.rejectionDrainTimeout().toNanos());
        org.apache.coyote.Response coyoteResponse = response.getCoyoteResponse();
        int status = coyoteResponse.getStatus();
        coyoteRequest.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        // That action turns a good status into 500, and the access log is still to be written.
        coyoteResponse.setStatus(status);
    }

    private static boolean isRead(org.apache.coyote.Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    private static void discard(org.apache.coyote.Request request, long limit, long timeout) {
        Discarded discarded = new Discarded();
        long begin = System.nanoTime();
        long last = begin;
        long now = begin;
        try {
            while (discarded.bytes < limit && now - begin < timeout && now - last < SILENCE && !isRead(request)) {
                request.action(ActionCode.AVAILABLE, true);
                if (request.getAvailable() > 0) {
                    int count = request.doRead(discarded);
                    if (count < 0) {
                        return;
                    }
                    discarded.bytes += count;
                    last = now;
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
                now = System.nanoTime();
            }
        } catch (IOException gone) {
            // The client has closed the connection, which is what we wait for.
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tomcat hands over its own buffer, so nothing is copied. */
    private static final class Discarded implements ApplicationBufferHandler {

        private long bytes;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer newBuffer) {
            buffer = newBuffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // Nothing is kept.
        }
    }
}
