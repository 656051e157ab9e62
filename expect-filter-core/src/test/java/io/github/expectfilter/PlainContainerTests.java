package io.github.expectfilter;

import java.util.List;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

    @ParameterizedTest
    @ValueSource(strings = {"Eclipse GlassFish 7.0.21", "GlassFish 0.0.0", "Payara Micro"})
    void aFilterThatCannotStartLetsNothingPassWhereTheContainerGoesOnWithoutIt(String serverInfo) throws Exception {
        ExpectFilter filter = new ExpectFilter();
        filter.init(withTypo(serverInfo));
        MockFilterChain chain = new MockFilterChain();

        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> filter.doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), chain))
                .withMessageStartingWith("Filter 'expect': there is no init-param 'maxContentLenght'");
        assertThat(chain.getRequest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Apache Tomcat/11.0.24", "jetty/12.1.12", "IBM WebSphere Liberty/26.0.0.3"})
    void elsewhereItStopsTheDeployment(String serverInfo) {
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> new ExpectFilter().init(withTypo(serverInfo)))
                .withMessageStartingWith("Filter 'expect': there is no init-param 'maxContentLenght'");
    }

    private static FilterConfig withTypo(String serverInfo) {
        MockFilterConfig filterConfig = new MockFilterConfig(contextOn(serverInfo), "expect");
        filterConfig.addInitParameter("maxContentLenght", "1KB");
        return filterConfig;
    }

    private static List<String> warningsOn(String serverInfo) {
        MockServletContext context = contextOn(serverInfo);
        try (LogCapture log = LogCapture.of(PlainContainer.class)) {
            PlainContainer.setUp(context, true);
            // The filter is registered for another rule.
            PlainContainer.setUp(context, true);
            return log.warnings();
        }
    }

    private static MockServletContext contextOn(String serverInfo) {
        return new MockServletContext() {
            @Override
            public String getServerInfo() {
                return serverInfo;
            }

            @Override
            public String getVirtualServerName() {
                return "no-such-engine/localhost";
            }
        };
    }
}
