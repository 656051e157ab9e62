package io.github.expectfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The server infos are those that the servers give. */
class PlainContainerTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"IBM WebSphere Liberty/26.0.0.3", "Eclipse GlassFish 7.0.21", "GlassFish 0.0.0", "Payara Micro"})
    void aContainerWithoutASwitchIsWarnedOf(String serverInfo) {
        assertThat(warningsOn(serverInfo))
                .singleElement()
                .asString()
                .contains("sends 100 Continue before any filter and has no switch for it")
                .contains("only after it was told to send its content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty/12.1.12", "WildFly 39.0.1.Final (WildFly Core 31.0.1.Final) - 2.3.23.Final"})
    void aContainerThatWaitsForTheFirstReadIsNot(String serverInfo) {
        assertThat(warningsOn(serverInfo)).isEmpty();
    }

    @Test
    void aTomcatThatCannotBeSeenIsWarnedOfWithTheLineForServerXml() {
        assertThat(warningsOn("Apache Tomcat/11.0.24"))
                .singleElement()
                .asString()
                .contains("<Connector port=\"8080\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\"/>");
    }

    private static List<String> warningsOn(String serverInfo) {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel() == Level.WARNING) {
                    warnings.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        MockServletContext context = new MockServletContext() {
            @Override
            public String getServerInfo() {
                return serverInfo;
            }

            @Override
            public String getVirtualServerName() {
                return "no-such-engine/localhost";
            }
        };
        Logger logger = Logger.getLogger(PlainContainer.class.getName());
        logger.addHandler(handler);
        try {
            PlainContainer.setUp(context, true);
            // The filter is registered for another rule.
            PlainContainer.setUp(context, true);
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }
}
