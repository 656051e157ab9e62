package io.github.expectfilter.autoconfigure.jetty;

import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;

import io.github.expectfilter.ExpectField;

/**
 * Replaces the factories of HTTP/1.1 and HTTP/2 connections by some that keep Jetty from answering 417, before every
 * handler, to an expectation that the filter accepts.
 */
final class ExpectConnectionFactories {

    private static final Log logger = LogFactory.getLog(ExpectConnectionFactories.class);

    private static final boolean HTTP_2_PRESENT = ClassUtils.isPresent(
            "org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory",
            ExpectConnectionFactories.class.getClassLoader());

    private ExpectConnectionFactories() {}

    static void install(Server server, Predicate<ExpectField> accepted) {
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof AbstractConnector abstractConnector) {
                install(abstractConnector, accepted);
            }
        }
    }

    private static void install(AbstractConnector connector, Predicate<ExpectField> accepted) {
        String defaultProtocol = connector.getDefaultProtocol();
        for (ConnectionFactory factory : connector.getConnectionFactories().toArray(ConnectionFactory[]::new)) {
            ConnectionFactory replacement = replacement(factory, accepted);
            if (replacement != null) {
                BeanUtils.copyProperties(factory, replacement);
                // Takes the place of the one with the same protocol.
                connector.addConnectionFactory(replacement);
                logger.info("Jetty is kept from answering 417 to what the Expect filter accepts, by the connection"
                        + " factory " + replacement.getClass().getName() + " of " + connector);
            } else if (factory.getProtocol().equals(HttpVersion.HTTP_1_1.asString())
                    || factory.getProtocol().startsWith("h2")) {
                logger.warn(connector + " has a connection factory of its own: there Jetty answers 417 to every"
                        + " expectation but 100-continue, whatever expect.supported, expect.unsupported and"
                        + " expect.syntax say");
            }
        }
        connector.setDefaultProtocol(defaultProtocol);
    }

    /** Only for factories whose class is Jetty's own: another one has a purpose that we do not know. */
    private static @Nullable ConnectionFactory replacement(ConnectionFactory factory, Predicate<ExpectField> accepted) {
        if (factory.getClass() == HttpConnectionFactory.class) {
            return new ExpectHttpConnectionFactory(((HttpConnectionFactory) factory).getHttpConfiguration(), accepted);
        }
        return HTTP_2_PRESENT ? ExpectHttp2ConnectionFactories.replacement(factory, accepted) : null;
    }
}
