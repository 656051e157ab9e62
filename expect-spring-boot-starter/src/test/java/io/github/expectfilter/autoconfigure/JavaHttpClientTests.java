package io.github.expectfilter.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.ExpectationFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Before JDK 25 this client never returns from a rejection with a body (JDK-8286171), whatever its timeout. */
class JavaHttpClientTests {

    private static final boolean TAKES_A_BODY = Runtime.version().feature() >= 25;

    /** A hang is for ever; this is the patience of the test, not a promise. */
    private static final int PATIENCE = 20;

    private static StartedApplication application;

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
                    "/*");
        }
    }

    @BeforeAll
    static void start() {
        application = StartedApplication.start(
                App.class,
                "expect.rules[0].paths=/large",
                "expect.rules[0].max-content-length=10",
                "expect.rules[1].paths=/typed",
                "expect.rules[1].content-types=video/*",
                "expect.rules[2].paths=/login",
                "expect.rules[2].require-authorization=Bearer",
                "expect.rules[3].paths=/counted",
                "expect.rules[3].require-content-length=true");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + application.port() + path);
    }

    private static HttpResponse<String> send(
            HttpClient.Version version, String method, String path, boolean expectContinue, BodyPublisher body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .version(version)
                .expectContinue(expectContinue)
                .method(method, body)
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.ofString())
                .get(PATIENCE, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,  /large,   413",
        "PUT,  /typed,   415",
        "PUT,  /login,   401",
        "PUT,  /counted, 411",
        "PUT,  /app,     417",
        "GET,  /method,  417"
    })
    void returnsFromEveryRejection(String method, String path, int status) throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            BodyPublisher body = path.equals("/counted")
                    ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1000]))
                    : BodyPublishers.ofByteArray(new byte[1000]);
            HttpResponse<String> response = send(version, method, path, true, body);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body().isEmpty()).isNotEqualTo(TAKES_A_BODY);
        }
    }

    @Test
    void returnsWhenNothingIsSupported() throws Exception {
        try (StartedApplication nothing = StartedApplication.start(App.class, "expect.supported=")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + nothing.port() + "/"))
                    .expectContinue(true)
                    .PUT(BodyPublishers.ofByteArray(new byte[1000]))
                    .build();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .sendAsync(request, BodyHandlers.ofString())
                    .get(PATIENCE, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(417);
            assertThat(response.body().isEmpty()).isNotEqualTo(TAKES_A_BODY);
        }
    }

    @Test
    void seesTheBodyWhenItDoesNotWait() throws Exception {
        HttpResponse<String> response =
                send(HttpClient.Version.HTTP_1_1, "PUT", "/large", false, BodyPublishers.ofByteArray(new byte[1000]));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("\"reason\":\"content-too-large\"");
    }

    @Test
    void theOlderClientOfTheJdkSeesTheStatus() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri("/large").toURL().openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setRequestProperty("Expect", "100-continue");
        connection.setFixedLengthStreamingMode(1000);

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(connection::getOutputStream);
        assertThat(connection.getResponseCode()).isEqualTo(413);
    }

    /** A client that waits and can take a body. */
    @Test
    void curlSeesTheBody() throws Exception {
        Process curl;
        try {
            curl = new ProcessBuilder(
                            "curl",
                            "-sS",
                            "--max-time",
                            "20",
                            "-T",
                            "-",
                            "-H",
                            "Accept: text/plain",
                            uri("/counted").toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException none) {
            Assumptions.abort("There is no curl here: " + none.getMessage());
            return;
        }
        curl.getOutputStream().close();

        assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("411 Length Required\n\nDeclare the length of the content");
    }
}
