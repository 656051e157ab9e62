package io.github.expectfilter.autoconfigure.jetty;

import java.io.IOException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ContentLimiter;

/** Counts content where Jetty's own parsers of forms and multipart get it from, too, once the filter asks for it. */
final class CountingRequest extends Request.Wrapper implements ContentLimiter {

    private long limit;
    private volatile @Nullable Exceeded exceeded;
    private long count;

    private CountingRequest(Request wrapped) {
        super(wrapped);
    }

    /** The request, with a {@link ContentLimiter} if it may have content of undeclared length. */
    static Request offer(Request request) {
        if (!mayHaveContentOfUndeclaredLength(request)) {
            return request;
        }
        CountingRequest counting = new CountingRequest(request);
        request.setAttribute(ContentLimiter.ATTRIBUTE, counting);
        return counting;
    }

    private static boolean mayHaveContentOfUndeclaredLength(Request request) {
        if (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return true;
        }
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion()
                && !request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
                && !HttpMethod.GET.is(request.getMethod())
                && !HttpMethod.HEAD.is(request.getMethod());
    }

    @Override
    public void limit(long bytes, Exceeded callback) {
        limit = bytes;
        exceeded = callback;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = super.read();
        Exceeded callback = exceeded;
        if (chunk == null || callback == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        count += chunk.remaining();
        if (count <= limit) {
            return chunk;
        }
        try {
            callback.exceeded();
            return chunk;
        } catch (IOException tooLarge) {
            chunk.release();
            return Content.Chunk.from(tooLarge, true);
        }
    }
}
