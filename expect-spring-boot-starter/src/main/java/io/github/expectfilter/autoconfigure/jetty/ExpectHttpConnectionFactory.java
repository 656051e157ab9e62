package io.github.expectfilter.autoconfigure.jetty;

import java.util.List;
import java.util.function.Predicate;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

import io.github.expectfilter.ExpectField;

/**
 * HTTP/1.1 connections that see no expectation in a line that the filter accepts, except for its {@code 100-continue}.
 * Each line is judged by itself, as Jetty does; all of them together the filter judges. A connection is an internal
 * class of Jetty, so this is used only if the configuration needs it.
 */
final class ExpectHttpConnectionFactory extends HttpConnectionFactory {

    private final Predicate<ExpectField> accepted;

    ExpectHttpConnectionFactory(HttpConfiguration configuration, Predicate<ExpectField> accepted) {
        super(configuration);
        this.accepted = accepted;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new ExpectConnection(connector, endPoint);
        connection.setUseInputDirectByteBuffers(isUseInputDirectByteBuffers());
        connection.setUseOutputDirectByteBuffers(isUseOutputDirectByteBuffers());
        return configure(connection, connector, endPoint);
    }

    private final class ExpectConnection extends HttpConnection {

        ExpectConnection(Connector connector, EndPoint endPoint) {
            super(ExpectHttpConnectionFactory.this.getHttpConfiguration(), connector, endPoint);
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new ExpectRequestHandler();
        }

        private final class ExpectRequestHandler extends RequestHandler {

            @Override
            public void parsedHeader(HttpField field) {
                String value = field.getValue();
                if (field.getHeader() != HttpHeader.EXPECT || value == null || HttpHeaderValue.CONTINUE.is(value)) {
                    super.parsedHeader(field);
                    return;
                }
                ExpectField line = ExpectField.parse(List.of(value));
                if (!accepted.test(line)) {
                    super.parsedHeader(field);
                } else if (line.hasContinue()) {
                    SimplifiedField simplified = new SimplifiedField(field);
                    super.parsedHeader(simplified);
                    simplified.simple = false;
                } else {
                    super.parsedHeader(new HttpField(null, field.getName(), value));
                }
            }
        }
    }

    /** A line that says {@code 100-continue} and nothing else, for as long as Jetty looks for expectations. */
    private static final class SimplifiedField extends HttpField {

        private boolean simple = true;

        SimplifiedField(HttpField field) {
            super(HttpHeader.EXPECT, field.getName(), field.getValue());
        }

        @Override
        public String getValue() {
            return simple ? HttpHeaderValue.CONTINUE.asString() : super.getValue();
        }
    }
}
