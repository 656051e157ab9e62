package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.AdmissionRule;
import io.github.expectfilter.ContentLimiter;
import io.github.expectfilter.autoconfigure.ContentRuleAutoConfiguration;
import io.github.expectfilter.autoconfigure.ExpectFilterConfigCustomizer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** When a container counts content for the filter. */
class ContentLimiterTests {

    private static final AtomicReference<List<AdmissionRule>> rules = new AtomicReference<>(List.of());

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = ContentRuleAutoConfiguration.class)
    static class App {

        @Bean
        ExpectFilterConfigCustomizer laterRules() {
            return builder -> builder.rules(rules::get);
        }

        @Bean
        ServletRegistrationBean<HttpServlet> servlet() {
            return new ServletRegistrationBean<>(new CountedServlet(), "/counted");
        }
    }

    private static final class CountedServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.getWriter().print(request.getAttribute(ContentLimiter.ATTRIBUTE) instanceof ContentLimiter);
        }
    }

    /** On one connection, whose request Tomcat uses again. */
    @Test
    void isOfferedWhereThereAreRulesAlsoWhenTheyComeLater() throws IOException {
        try (ConfigurableApplicationContext context = new SpringApplication(App.class).run("--server.port=0");
                RawClient client = RawClient.connect(
                        Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")))) {
            assertThat(upload(client)).isEqualTo("false");
            rules.set(List.of(AdmissionRule.builder().maxContentLength(5).build()));
            assertThat(upload(client)).isEqualTo("true");
            rules.set(List.of());
            assertThat(upload(client)).isEqualTo("false");
        } finally {
            rules.set(List.of());
        }
    }

    /** One byte more than the limit where there is none: what an earlier request was limited to is forgotten. */
    private static String upload(RawClient client) throws IOException {
        String content = rules.get().isEmpty() ? "6\r\nabcdef\r\n0\r\n\r\n" : "5\r\nabcde\r\n0\r\n\r\n";
        client.sendHead("POST /counted HTTP/1.1", "Host: x", "Transfer-Encoding: chunked");
        return client.send(content).read().body();
    }
}
