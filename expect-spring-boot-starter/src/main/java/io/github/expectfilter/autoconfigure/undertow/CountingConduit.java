package io.github.expectfilter.autoconfigure.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

import io.github.expectfilter.ContentLimiter;

/** Counts content where Undertow's own parsers of forms and multipart get it from, too, once the filter asks for it. */
final class CountingConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private final Limit limit;

    private CountingConduit(StreamSourceConduit next, Limit limit) {
        super(next);
        this.limit = limit;
    }

    /** Offers a {@link ContentLimiter} on a request that may have content of undeclared length. */
    static void offer(HttpServerExchange exchange, ServletRequest request) {
        if (mayHaveContentOfUndeclaredLength(exchange)) {
            Limit limit = new Limit();
            // The application may open the content only later, so the filter's word is in time.
            exchange.addRequestWrapper((factory, wrapped) -> new CountingConduit(factory.create(), limit));
            request.setAttribute(ContentLimiter.ATTRIBUTE, limit);
        }
    }

    private static boolean mayHaveContentOfUndeclaredLength(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return false;
        }
        if (exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
            return true;
        }
        return exchange.getProtocol().equals(Protocols.HTTP_2_0)
                && !exchange.getRequestHeaders().contains(Headers.CONTENT_LENGTH)
                && !exchange.getRequestMethod().equals(Methods.GET)
                && !exchange.getRequestMethod().equals(Methods.HEAD);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int begin = dst.position();
        int bytes = super.read(dst);
        if (limit.isPassedBy(bytes)) {
            try {
                limit.pass();
            } catch (IOException tooLarge) {
                dst.position(begin);
                throw tooLarge;
            }
        }
        return bytes;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offs, int len) throws IOException {
        for (int i = offs; i < offs + len; i++) {
            if (dsts[i].hasRemaining()) {
                return read(dsts[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }

    private static final class Limit implements ContentLimiter {

        private long limit;
        private volatile @Nullable Exceeded exceeded;
        private long count;

        @Override
        public void limit(long bytes, Exceeded callback) {
            limit = bytes;
            exceeded = callback;
        }

        boolean isPassedBy(long bytes) {
            if (exceeded == null || bytes <= 0) {
                return false;
            }
            count += bytes;
            return count > limit;
        }

        void pass() throws IOException {
            Exceeded callback = exceeded;
            if (callback != null) {
                try {
                    callback.exceeded();
                } catch (IOException tooLarge) {
                    // From now on only Undertow itself reads, to throw the rest away; the filter and the parsers
                    // remember.
                    exceeded = null;
                    throw tooLarge;
                }
            }
        }
    }
}
