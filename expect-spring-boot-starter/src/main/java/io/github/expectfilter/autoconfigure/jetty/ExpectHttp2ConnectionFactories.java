package io.github.expectfilter.autoconfigure.jetty;

import java.util.function.Predicate;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ExpectField;

/** The same for HTTP/2, where Jetty looks at the first line only and wants it to say {@code 100-continue}. */
final class ExpectHttp2ConnectionFactories {

    private ExpectHttp2ConnectionFactories() {}

    static @Nullable ConnectionFactory replacement(ConnectionFactory factory, Predicate<ExpectField> accepted) {
        if (factory.getClass() == HTTP2CServerConnectionFactory.class) {
            return new ClearText((HTTP2CServerConnectionFactory) factory, accepted);
        }
        if (factory.getClass() == HTTP2ServerConnectionFactory.class) {
            return new OverTls((HTTP2ServerConnectionFactory) factory, accepted);
        }
        return null;
    }

    private static final class ClearText extends HTTP2CServerConnectionFactory {

        private final Predicate<ExpectField> accepted;

        ClearText(HTTP2CServerConnectionFactory original, Predicate<ExpectField> accepted) {
            super(original.getHttpConfiguration(), original.getProtocols().toArray(String[]::new));
            this.accepted = accepted;
        }

        @Override
        protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
            return new HTTPServerSessionListener(endPoint) {
                @Override
                public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
                    return super.onNewStream(stream, withoutExpectation(frame, accepted));
                }
            };
        }
    }

    private static final class OverTls extends HTTP2ServerConnectionFactory {

        private final Predicate<ExpectField> accepted;

        OverTls(HTTP2ServerConnectionFactory original, Predicate<ExpectField> accepted) {
            super(original.getHttpConfiguration(), original.getProtocols().toArray(String[]::new));
            this.accepted = accepted;
        }

        @Override
        protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
            return new HTTPServerSessionListener(endPoint) {
                @Override
                public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
                    return super.onNewStream(stream, withoutExpectation(frame, accepted));
                }
            };
        }
    }

    private static HeadersFrame withoutExpectation(HeadersFrame frame, Predicate<ExpectField> accepted) {
        if (!(frame.getMetaData() instanceof MetaData.Request request)
                || request instanceof MetaData.ConnectRequest
                || !request.getHttpFields().contains(HttpHeader.EXPECT)) {
            return frame;
        }
        ExpectField field = ExpectField.parse(request.getHttpFields().getValuesList(HttpHeader.EXPECT));
        if (field.isCanonical() || !accepted.test(field)) {
            return frame;
        }
        HttpFields.Mutable fields = HttpFields.build();
        for (HttpField line : request.getHttpFields()) {
            // Jetty looks the field up by its constant, and everybody else by its name.
            fields.add(
                    line.getHeader() == HttpHeader.EXPECT
                            ? new HttpField(null, line.getName(), line.getValue())
                            : line);
        }
        MetaData.Request hidden = new ExpectingRequest(request, fields.asImmutable(), field.hasContinue());
        return new HeadersFrame(frame.getStreamId(), hidden, frame.getPriority(), frame.isEndStream());
    }

    private static final class ExpectingRequest extends MetaData.Request {

        private final boolean continueExpected;

        ExpectingRequest(MetaData.Request request, HttpFields fields, boolean continueExpected) {
            super(
                    request.getBeginNanoTime(),
                    request.getMethod(),
                    request.getHttpURI(),
                    request.getHttpVersion(),
                    fields,
                    request.getContentLength());
            this.continueExpected = continueExpected;
        }

        @Override
        public boolean is100ContinueExpected() {
            return continueExpected;
        }
    }
}
