package io.github.expectfilter;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Reads the content of a rejected request and throws it away, and has the answer written then.
 *
 * <p>A client that did not send {@code Expect} is writing already. An answer to content that stays unread is followed by a
 * reset of the connection, which a client, and every proxy, may see first: the answer is lost (RFC 9112 section 9.6). A
 * client that waits for a 100 must never come here: reading would send it.
 *
 * <p>No thread waits: the container says when there is something to read, and when the time is up.
 */
final class ContentDrain implements ReadListener, AsyncWatch.Watcher {

    private final AsyncContext async;
    private final ServletInputStream content;
    private final long limit;
    private final Answer answer;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final byte[] buffer = new byte[8192];
    private long count;

    /** Writes the answer. */
    @FunctionalInterface
    interface Answer {

        /**
         * Writes it, on a thread of the container.
         *
         * @param received bytes of content that were thrown away
         * @throws IOException if the client is gone
         */
        void write(long received) throws IOException;
    }

    private ContentDrain(AsyncContext async, ServletInputStream content, long limit, Answer answer) {
        this.async = async;
        this.content = content;
        this.limit = limit;
        this.answer = answer;
    }

    /**
     * Whether there may be something to read, all of it may be read as far as is known, and the container can read it
     * without holding a thread. A part of the content read loses as many answers as nothing read, and more.
     */
    static boolean isPossible(ExpectFilterConfig config, HttpServletRequest request) {
        long content = AnnouncedContent.of(request);
        return config.rejectionDrain() > 0
                && request.getHeader("Expect") == null
                && content != AnnouncedContent.NONE
                && content <= config.rejectionDrain()
                && request.isAsyncSupported()
                && !request.isAsyncStarted();
    }

    /** Returns at once; the request is asynchronous then and ends with the answer. */
    static void start(
            ExpectFilterConfig config, HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(config.rejectionDrainTimeout().toMillis());
        ContentDrain drain = new ContentDrain(async, request.getInputStream(), config.rejectionDrain(), answer);
        async.addListener(new AsyncWatch(drain));
        try {
            drain.content.setReadListener(drain);
        } catch (UnsupportedOperationException | IllegalStateException cannot) {
            // Spring's MockMvc, for one, has asynchronous requests but no asynchronous reading.
            drain.end();
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!ended.get() && content.isReady()) {
            int bytes = content.read(buffer);
            if (bytes < 0) {
                return;
            }
            count += bytes;
            if (count >= limit) {
                end();
            }
        }
    }

    @Override
    public void onAllDataRead() {
        end();
    }

    @Override
    public void timedOut() {
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            try {
                answer.write(count);
            } catch (IOException gone) {
                // Nobody is left to tell, and completion closes the connection.
            } finally {
                async.complete();
            }
        }
    }

    /**
     * The container's own patience with a silent client is over, and the client may still read; or the client is gone, or
     * what it sends is no content. The container closes the connection.
     */
    @Override
    public void onError(Throwable failure) {
        if (failure instanceof SocketTimeoutException || failure instanceof TimeoutException) {
            end();
        } else {
            failed();
        }
    }

    @Override
    public void failed() {
        if (ended.compareAndSet(false, true)) {
            async.complete();
        }
    }

    @Override
    public void completed() {}
}
