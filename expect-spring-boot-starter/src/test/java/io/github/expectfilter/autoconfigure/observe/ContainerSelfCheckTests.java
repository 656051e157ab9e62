package io.github.expectfilter.autoconfigure.observe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.StaticWebApplicationContext;

import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.tomcat.AddsConnector;

import static org.assertj.core.api.Assertions.assertThat;

/** One INFO or one WARN at start says whether a 100 can precede the filter. */
@ExtendWith(OutputCaptureExtension.class)
class ContainerSelfCheckTests {

    private static final String ON_READ =
            " sends 100 Continue when the application reads (continueResponseTiming=onRead)";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    private static void start(List<Connector> additional, String... properties) {
        SpringApplication application = new SpringApplication(App.class);
        for (int i = 0; i < additional.size(); i++) {
            String name = "connector" + i;
            AddsConnector adds = new AddsConnector(additional.get(i));
            application.addInitializers(context -> context.getBeanFactory().registerSingleton(name, adds));
        }
        List<String> args = new ArrayList<>(List.of("--server.port=0"));
        for (String property : properties) {
            args.add("--" + property);
        }
        try (ConfigurableApplicationContext context = application.run(args.toArray(String[]::new))) {
            assertThat(context.isActive()).isTrue();
        }
    }

    /** What stands behind the logger's name in the only line of the check. */
    private static String line(CapturedOutput output, String level) {
        List<String> lines = output.getOut()
                .lines()
                .filter(line -> line.contains("ContainerSelfCheck"))
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains(" " + level + " ");
        return lines.get(0).replaceAll(".*?ContainerSelfCheck +: ", "").replaceAll("Tomcat/[0-9.]+", "Tomcat/*");
    }

    @Test
    void saysThatAllIsWellOfEveryConnector(CapturedOutput output) throws IOException {
        Connector additional = new Connector();
        try (ServerSocket free = new ServerSocket(0)) {
            additional.setPort(free.getLocalPort());
        }
        start(List.of(additional));

        assertThat(line(output, "INFO"))
                .startsWith("Expect filter on Apache Tomcat/*: no 100 Continue precedes its decision.")
                .contains("Tomcat's connector on a free port" + ON_READ)
                .contains("Tomcat's connector on port " + additional.getPort() + ON_READ);
    }

    @Test
    void warnsOfAConnectorThatDoesNotSpeakHttp(CapturedOutput output) {
        Connector ajp = new Connector("AJP/1.3");
        ajp.setPort(0);
        ajp.setProperty("secretRequired", "false");
        start(List.of(ajp));

        assertThat(line(output, "WARN"))
                .contains("does not speak HTTP: the proxy in front of it sends 100 Continue by itself. Cure: Let the"
                        + " proxy speak HTTP/1.1 to Tomcat");
    }

    @Test
    void warnsWhenTheContainerIsLeftAlone(CapturedOutput output) {
        start(List.of(), "expect.container.configure=false");

        assertThat(line(output, "WARN"))
                .isEqualTo("Expect filter on Apache Tomcat/*: Tomcat's connector on a free port sends 100 Continue"
                        + " before any filter. Cure: Set expect.container.configure=true, or call"
                        + " setContinueResponseTiming(\"onRead\") on its protocol handler in a"
                        + " TomcatConnectorCustomizer");
    }

    @Test
    void warnsOfTheUpgradeToHttp2InCleartext(CapturedOutput output) {
        start(List.of(), "server.http2.enabled=true");

        assertThat(line(output, "WARN"))
                .isEqualTo("Expect filter on Apache Tomcat/*: Tomcat's connector on a free port sends 100 Continue"
                        + " before any filter to a request that upgrades to h2c. Cure: Set"
                        + " server.http2.enabled=false, or have the proxy in front take the Upgrade header field off");
    }

    private static void check(String serverInfo, String virtualServerName) {
        MockServletContext servletContext = new MockServletContext() {
            @Override
            public String getServerInfo() {
                return serverInfo;
            }

            @Override
            public String getVirtualServerName() {
                return virtualServerName;
            }
        };
        StaticWebApplicationContext context = new StaticWebApplicationContext();
        context.setServletContext(servletContext);
        ContainerSelfCheck check = new ContainerSelfCheck(context, new ContainerFacts());
        check.onApplicationEvent(new ContextRefreshedEvent(context));
        check.onApplicationEvent(new ContextRefreshedEvent(new StaticWebApplicationContext()));
    }

    @ParameterizedTest
    @CsvSource({"jetty/12.0.36, Jetty", "Undertow - 2.3.24.Final, Undertow"})
    void knowsContainersThatWaitByThemselves(String serverInfo, String name, CapturedOutput output) {
        check(serverInfo, "");

        assertThat(line(output, "INFO"))
                .isEqualTo("Expect filter on " + serverInfo + ": no 100 Continue precedes its decision. " + name
                        + " sends 100 Continue when the application reads");
    }

    @Test
    void warnsOfAContainerThatItDoesNotKnow(CapturedOutput output) {
        check("Other/1.0", "");

        assertThat(line(output, "WARN"))
                .startsWith("Expect filter on Other/1.0: it is not known whether this container sends 100 Continue"
                        + " before any filter. Cure: Run expect-probe");
    }

    @Test
    void isSilentInAMock(CapturedOutput output) {
        check(new MockServletContext().getServerInfo(), "");

        assertThat(output.getOut()).doesNotContain("ContainerSelfCheck");
    }

    /** What Tomcat registers for a connector, as far as it is asked; its attributes begin with a small letter. */
    public interface ProtocolHandlerMBean {
        String getcontinueResponseTiming();
    }

    private record ProtocolHandler(String timing) implements ProtocolHandlerMBean {
        @Override
        public String getcontinueResponseTiming() {
            return timing;
        }
    }

    @Test
    void readsAnExternalTomcatThroughJmx(CapturedOutput output) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName ours = new ObjectName("Engine6:type=ProtocolHandler,port=8081");
        ObjectName other = new ObjectName("Engine7:type=ProtocolHandler,port=8082");
        server.registerMBean(new ProtocolHandler("onRead"), ours);
        server.registerMBean(new ProtocolHandler("immediately"), other);
        try {
            check("Apache Tomcat/11.0.24", "Engine6/localhost");
        } finally {
            server.unregisterMBean(ours);
            server.unregisterMBean(other);
        }

        assertThat(line(output, "INFO")).endsWith("Tomcat's connector on port 8081" + ON_READ);
    }

    @Test
    void warnsOfAnExternalTomcatThatCannotBeRead(CapturedOutput output) {
        check("Apache Tomcat/11.0.24", "Engine6/localhost");

        assertThat(line(output, "WARN"))
                .contains("cannot be read through JMX")
                .endsWith("Cure: Write in Tomcat's server.xml: <Connector port=\"8080\" protocol=\"HTTP/1.1\""
                        + " continueResponseTiming=\"onRead\" />");
    }
}
