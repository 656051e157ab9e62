package io.github.expectfilter.autoconfigure.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ExpectFilterConfig;

/**
 * Ends an HTTP/1.1 connection behind content that was not read so that the response arrives. A client that does not wait
 * for its 100 is writing by now, and Jetty closes the connection under its hands, which resets it. So what arrives is
 * read, past HTTP, and thrown away within the limits of {@code expect.rejection.drain} and {@code drain-timeout} (RFC
 * 9112 section 9.6). No thread waits for it.
 */
final class LingeringStream extends HttpStream.Wrapper {

    /** A client that sends nothing for so long waits for its 100, and keeps its content now. */
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int BUFFER_SIZE = 8192;

    private final EndPoint endPoint;
    private final Scheduler scheduler;
    private final ExpectFilterConfig limits;
    private volatile boolean contentEnded;
    private volatile boolean closing;
    private volatile boolean sent;

    LingeringStream(HttpStream wrapped, Request request, ExpectFilterConfig limits) {
        super(wrapped);
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.scheduler = request.getConnectionMetaData().getConnector().getScheduler();
        this.limits = limits;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = super.read();
        if (chunk != null && chunk.isLast()) {
            contentEnded = true;
        }
        return chunk;
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        if (response != null) {
            closing = response.getHttpFields().contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        super.send(request, response, last, content, last ? new LastSent(callback) : callback);
    }

    /** Until this is passed on, the connection is neither read nor closed by Jetty. */
    @Override
    public void succeeded() {
        if (isLingering()) {
            new Linger(super::succeeded).begin();
        } else {
            super.succeeded();
        }
    }

    /** Unread content is a failure to Jetty 12.1, though the response is sent. */
    @Override
    public void failed(Throwable failure) {
        if (isLingering()) {
            new Linger(() -> super.failed(failure)).begin();
        } else {
            super.failed(failure);
        }
    }

    private boolean isLingering() {
        return sent && closing && !contentEnded && limits.rejectionDrain() > 0;
    }

    private final class LastSent extends Callback.Nested {

        LastSent(Callback callback) {
            super(callback);
        }

        @Override
        public void succeeded() {
            sent = true;
            super.succeeded();
        }
    }

    private final class Linger implements Callback {

        private final ByteBuffer buffer = BufferUtil.allocate(BUFFER_SIZE);
        private final long begin = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Runnable completion;
        private volatile long last = begin;
        private long count;

        Linger(Runnable completion) {
            this.completion = completion;
        }

        void begin() {
            // The client need not wait for the end of the connection as long as we do.
            endPoint.shutdownOutput();
            watch(begin);
            succeeded();
        }

        private void watch(long now) {
            long timeout = limits.rejectionDrainTimeout().toNanos();
            long left = Math.min(begin + timeout - now, last + SILENCE - now);
            if (left <= 0) {
                finish();
            } else if (!ended.get()) {
                try {
                    scheduler.schedule(() -> watch(System.nanoTime()), left, TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException stopping) {
                    finish();
                }
            }
        }

        /** There is something to read. */
        @Override
        public void succeeded() {
            try {
                while (!ended.get()) {
                    BufferUtil.clear(buffer);
                    int bytes = endPoint.fill(buffer);
                    if (bytes == 0) {
                        endPoint.fillInterested(this);
                        return;
                    }
                    last = System.nanoTime();
                    count += bytes;
                    if (bytes < 0 || count >= limits.rejectionDrain()) {
                        finish();
                    }
                }
            } catch (IOException | RuntimeException gone) {
                finish();
            }
        }

        /** The client is gone, or the time is up. */
        @Override
        public void failed(Throwable gone) {
            finish();
        }

        private void finish() {
            if (ended.compareAndSet(false, true)) {
                endPoint.close();
                completion.run();
            }
        }
    }
}
