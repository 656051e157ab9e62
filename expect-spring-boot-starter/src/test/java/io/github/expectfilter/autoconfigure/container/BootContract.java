package io.github.expectfilter.autoconfigure.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServlet;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.WebApplicationContext;

import io.github.expectfilter.wire.ContainerContract;
import io.github.expectfilter.wire.ContractServlet;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract on the container and the Spring Boot that the class path holds; the build says which that must be. */
abstract class BootContract extends ContainerContract {

    /** For instance {@code tomcat-10.1}. */
    static final String CONTAINER = System.getProperty("expected.container");

    private final Protocol protocol;
    private final String setUp;

    BootContract(Protocol protocol, String setUp) {
        this.protocol = protocol;
        this.setUp = setUp;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> contractServlet() {
            ServletRegistrationBean<HttpServlet> registration =
                    new ServletRegistrationBean<>(new ContractServlet(), "/app/*");
            registration.setMultipartConfig(new MultipartConfigElement(""));
            return registration;
        }
    }

    @Override
    protected final Protocol protocol() {
        return protocol;
    }

    @Override
    protected final String variant() {
        return CONTAINER + "-" + setUp + (protocol == Protocol.HTTP_2 ? "-http2" : "-http1");
    }

    final boolean isOn(String container) {
        return CONTAINER.startsWith(container);
    }

    /** Further arguments of the application. */
    List<String> arguments() {
        return List.of();
    }

    @Override
    protected final Server start(Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(arguments());
        arguments.add("--server.port=0");
        arguments.add("--server.http2.enabled=" + (protocol == Protocol.HTTP_2));
        arguments.add("--server.tomcat.max-keep-alive-requests=-1");
        settings.forEach((name, value) -> arguments.add("--" + property(name) + "=" + value));
        ConfigurableApplicationContext context = new SpringApplication(App.class).run(arguments.toArray(String[]::new));
        String server = ((WebApplicationContext) context).getServletContext().getServerInfo();
        int dash = CONTAINER.indexOf('-');
        assertThat(server.toLowerCase(Locale.ROOT))
                .contains(CONTAINER.substring(0, dash))
                .containsPattern("[^0-9.]" + CONTAINER.substring(dash + 1) + "\\.");
        int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        return new Server(port, context::close);
    }

    /** The property of an init-param. */
    private static String property(String initParam) {
        String kebab = initParam.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        boolean ofRule = initParam.equals("maxContentLength") || initParam.equals("requireContentLength");
        return (ofRule ? "expect.rules[0]." : "expect.") + kebab.replaceFirst("^rejection-", "rejection.");
    }
}
