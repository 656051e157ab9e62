package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.ExpectationFailedException;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Reflected input is how error pages were abused (CVE-2006-3918). */
@ExtendWith(OutputCaptureExtension.class)
class AnswerHoldsNothingOfTheRequestTests {

    private static final int REQUESTS = 200;

    /** With M for a marker; every kind of rejection that the field alone can cause. */
    private static final String[] FIELDS = {
        "M",
        "M=1",
        "M;M",
        "\"M\"",
        "100-continue, M",
        "100-continue\r\nExpect: M",
        "100-continue\r\nExpect: 100-continue\r\nExpect: M",
        "M 100-continue",
        "<script>M</script>",
        "100-continue;q=M",
        "\r\n M",
        "M\u00e9",
        "100-continue, " + "M".repeat(40),
    };

    private static final String[] ACCEPTS = {
        "*/*", "text/html", "text/plain", "application/json", "M/M", "text/html;x=M"
    };

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> servlet() {
            return new ServletRegistrationBean<>(
                    new HttpServlet() {
                        @Override
                        protected void service(HttpServletRequest request, HttpServletResponse response) {
                            throw new ExpectationFailedException();
                        }
                    },
                    "/app/*");
        }
    }

    @Test
    void noMarkerComesBackOrIsLogged(CapturedOutput output) throws IOException {
        Random random = new Random();
        long seed = random.nextLong();
        random.setSeed(seed);
        List<String> markers = new ArrayList<>();
        Set<Integer> statuses = new HashSet<>();
        try (StartedApplication application = StartedApplication.start(
                App.class,
                "logging.level.io.github.expectfilter=debug",
                "expect.rules[0].paths=/app/large/**",
                "expect.rules[0].max-content-length=10",
                "expect.rules[1].paths=/app/typed/**",
                "expect.rules[1].content-types=video/*",
                "expect.rules[2].paths=/app/login/**",
                "expect.rules[2].require-authorization=Bearer")) {
            String[] paths = {"/app/", "/app/large/", "/app/typed/", "/app/login/"};
            for (int i = 0; i < REQUESTS; i++) {
                String marker = "zq" + Long.toHexString(random.nextLong());
                markers.add(marker);
                boolean byRule = i % 2 == 0;
                String expect = byRule ? "100-continue" : FIELDS[random.nextInt(FIELDS.length)];
                String request = ("PUT " + paths[random.nextInt(paths.length)]
                                + "M;M=M?M=M HTTP/1.1\r\nHost: M\r\nExpect: "
                                + expect + "\r\nContent-Length: 1000\r\nContent-Type: M/M; M=M\r\nAccept: "
                                + ACCEPTS[random.nextInt(ACCEPTS.length)]
                                + "\r\nUser-Agent: M\r\nReferer: http://M/M\r\nCookie: M=M\r\nOrigin: http://M\r\nX-M: M\r\n\r\n")
                        .replace("M", marker);
                try (RawClient client = application.connect()) {
                    Answer answer = client.send(request).read();
                    statuses.add(answer.status());
                    assertThat(answer.status()).as("seed %d: %s", seed, request).isBetween(400, 499);
                    assertThat(answer.toString().toLowerCase(Locale.ROOT))
                            .as("seed %d: %s", seed, request)
                            .doesNotContain(marker);
                    sendContent(client);
                    assertThat(client.isEnded()).isTrue();
                }
            }
        }
        assertThat(statuses).contains(400, 401, 413, 415, 417, 431);
        assertThat(output.getAll().lines().filter(line -> line.contains("DEBUG") && line.contains("Rejected with")))
                .as("our own lines")
                .hasSize(REQUESTS);
        String log = output.getAll().toLowerCase(Locale.ROOT);
        assertThat(markers).noneMatch(log::contains);
    }

    /** Tomcat would linger for it, each time. */
    private static void sendContent(RawClient client) {
        try {
            client.send(new byte[1000]);
        } catch (IOException ended) {
            // Where it does not linger.
        }
    }
}
