package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServlet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.wire.Http2Connection;
import io.github.expectfilter.wire.RejectionCatalogue;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@link RejectionCatalogue} says, byte by byte, over both protocols. */
class SameAnswerTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> throwing() {
            return new ServletRegistrationBean<>(new RejectionCatalogue.ThrowingServlet(), "/throwing");
        }
    }

    private static String catalogue(boolean http2) throws IOException {
        List<String> args = new ArrayList<>(List.of("--server.port=0", "--server.http2.enabled=" + http2));
        RejectionCatalogue.PROPERTIES.forEach(property -> args.add("--" + property));
        SpringApplication application = new SpringApplication(App.class);
        try (ConfigurableApplicationContext context = application.run(args.toArray(String[]::new))) {
            int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
            return RejectionCatalogue.of(http2 ? http2(port) : RejectionCatalogue.http1(port));
        }
    }

    private static RejectionCatalogue.Sender http2(int port) {
        return (method, path, fields) -> {
            try (Http2Connection connection = Http2Connection.connect(port)) {
                Answer answer = connection.request(method, path, fields).read();
                assertThat(answer.headers("Connection"))
                        .as("on HTTP/2 it breaks the response")
                        .isEmpty();
                return answer;
            }
        };
    }

    @Test
    void overHttp1() throws IOException {
        assertThat(catalogue(false)).isEqualTo(RejectionCatalogue.expected());
    }

    @Test
    void overHttp2() throws IOException {
        assertThat(catalogue(true)).isEqualTo(RejectionCatalogue.expected());
    }
}
