package io.github.expectfilter.autoconfigure.jetty;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ContinueSender;
import io.github.expectfilter.ExpectFilter;

/**
 * Offers a {@link ContinueSender} and, if there are rules, a {@link io.github.expectfilter.ContentLimiter}; reads on behind
 * content that was not read; and keeps every 100 from clients of HTTP/1.0: Jetty would send them one, although they do not
 * know interim responses (RFC 9110 section 15.2).
 */
final class ExpectHandler extends Handler.Wrapper {

    private final Supplier<ExpectFilter> filter;

    ExpectHandler(Supplier<ExpectFilter> filter) {
        this.filter = filter;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getHeaders().contains("Expect")) {
            if (isBeforeHttp11(request)) {
                request.addHttpStreamWrapper(WithoutInterim::new);
            } else {
                request.setAttribute(ContinueSender.ATTRIBUTE, (ContinueSender) () -> sendContinue(response));
                if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
                    request.addHttpStreamWrapper(stream ->
                            new LingeringStream(stream, request, filter.get().config()));
                }
            }
        }
        // Only a rule limits content.
        Request counted = filter.get().config().hasRules() ? CountingRequest.offer(request) : request;
        return super.handle(counted, response, callback);
    }

    private static boolean isBeforeHttp11(Request request) {
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        return version == HttpVersion.HTTP_1_0 || version == HttpVersion.HTTP_0_9;
    }

    private static void sendContinue(Response response) throws IOException {
        try {
            response.writeInterim(HttpStatus.CONTINUE_100, HttpFields.EMPTY).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException failed) {
            // Any other failure says that a 100 was sent before, or that the response is committed.
            if (failed.getCause() instanceof IOException gone) {
                throw gone;
            }
        }
    }

    private static final class WithoutInterim extends HttpStream.Wrapper {

        WithoutInterim(HttpStream wrapped) {
            super(wrapped);
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.@Nullable Response response,
                boolean last,
                @Nullable ByteBuffer content,
                Callback callback) {
            if (response != null && HttpStatus.isInterim(response.getStatus())) {
                callback.succeeded();
            } else {
                super.send(request, response, last, content, callback);
            }
        }
    }
}
