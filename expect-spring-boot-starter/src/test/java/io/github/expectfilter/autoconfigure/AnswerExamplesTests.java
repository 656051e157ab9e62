package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.RejectionHandler;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of docs/answer.md, as they stand there. */
class AnswerExamplesTests {

    private static final String[] UPLOAD = {
        "PUT /videos HTTP/1.1",
        "Host: uploads.example.com",
        "Content-Type: video/h264",
        "Content-Length: 1234567890987",
        "Expect: 100-continue"
    };

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> videos() {
            return new ServletRegistrationBean<>(
                    new HttpServlet() {
                        @Override
                        protected void doPut(HttpServletRequest request, HttpServletResponse response)
                                throws IOException {
                            response.getWriter()
                                    .print(request.getInputStream().transferTo(OutputStream.nullOutputStream()));
                        }
                    },
                    "/videos");
        }
    }

    @Test
    void aPageForPeople() throws IOException {
        try (StartedApplication application =
                StartedApplication.start(App.class, "expect.supported=", "expect.rejection.format=html")) {
            Answer answer = application.rejected(UPLOAD);

            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
            assertThat(answer.body())
                    .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
                    .contains("<title>417 Expectation Failed</title>")
                    .contains("<h1>417 Expectation Failed</h1>")
                    .contains("<p>Repeat the request without the Expect header field.</p>");
        }
    }

    @Test
    void aStatusWithoutABody() throws IOException {
        try (StartedApplication application =
                StartedApplication.start(App.class, "expect.supported=", "expect.rejection.format=none")) {
            Answer answer = application.rejected(UPLOAD);

            assertThat(answer.head()).startsWith("HTTP/1.1 417 ");
            assertThat(answer.header("Content-Length")).isEqualTo("0");
            assertThat(answer.headers("Content-Type")).isEmpty();
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void jsonOfOnesOwn() throws IOException {
        try (StartedApplication application = StartedApplication.start(
                App.class, "expect.supported=", "expect.rejection.templates.json=classpath:rejection/error.json")) {
            Answer answer = application.rejected(UPLOAD);

            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"unsupported-expectation\","
                            + "\"message\":\"Repeat the request without the Expect header field.\"}");
        }
    }

    @Test
    void theRetryWithoutTheFieldSucceeds() throws IOException {
        try (StartedApplication application = StartedApplication.start(App.class, "expect.supported=")) {
            assertThat(application.rejected(UPLOAD).status()).isEqualTo(417);

            try (RawClient client = application.connect()) {
                client.sendHead("PUT /videos HTTP/1.1", "Host: x", "Content-Type: video/h264", "Content-Length: 5");
                client.send("hello");
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("5");
            }
        }
    }

    @Test
    void anHtmlTemplateAndMoreFields() throws IOException {
        try (StartedApplication application = StartedApplication.start(
                App.class,
                "expect.supported=",
                "expect.rejection.title=No handshake",
                "expect.rejection.detail=Send \"it\" at once & whole.",
                "expect.rejection.type=https://example.org/problems/expectation",
                "expect.rejection.templates.html=classpath:rejection/page.html",
                "expect.rejection.headers.X-Support=help@example.org",
                "expect.rejection.headers.Link=<https://example.org/uploads>; rel=\"help\"")) {
            Answer page = application.rejected(withAccept("text/html"));
            assertThat(page.body())
                    .contains("<h1>417 No handshake</h1><p>Send &quot;it&quot; at once &amp; whole.</p>");
            assertThat(page.header("Content-Security-Policy")).contains("; style-src 'sha256-");
            assertThat(page.header("X-Support")).isEqualTo("help@example.org");
            assertThat(page.header("Link")).isEqualTo("<https://example.org/uploads>; rel=\"help\"");

            Answer problem = application.rejected(withAccept("application/json"));
            assertThat(problem.body())
                    .isEqualTo("{\"type\":\"https://example.org/problems/expectation\",\"title\":\"No handshake\","
                            + "\"status\":417,\"detail\":\"Send \\\"it\\\" at once & whole.\","
                            + "\"reason\":\"unsupported-expectation\"}");
        }
    }

    private static String[] withAccept(String accept) {
        String[] lines = new String[UPLOAD.length + 1];
        System.arraycopy(UPLOAD, 0, lines, 0, UPLOAD.length);
        lines[UPLOAD.length] = "Accept: " + accept;
        return lines;
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHandler {

        @Bean
        RejectionHandler rejectionHandler() {
            return (request, response, rejection) -> {
                if (request.getHeader("X-Fail") != null) {
                    throw new IllegalStateException();
                }
                response.setStatus(rejection.status());
                rejection.headers().forEach(response::setHeader);
                byte[] body = ("No: " + rejection.reason().code()).getBytes();
                response.setContentType("text/plain;charset=utf-8");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                response.flushBuffer();
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AppWithHandler extends OwnHandler {}

    @Test
    void aHandlerOfOnesOwn() throws IOException {
        try (StartedApplication application = StartedApplication.start(AppWithHandler.class)) {
            for (String expect : new String[] {"x-rejected-by-the-container", "100-continue\r\nExpect: 100-continue"}) {
                Answer answer =
                        application.rejected("PUT / HTTP/1.1", "Host: x", "Content-Length: 5", "Expect: " + expect);
                assertThat(answer.status()).isEqualTo(417);
                assertThat(answer.body()).startsWith("No: ");

                Answer fallback = application.rejected(
                        "PUT / HTTP/1.1", "Host: x", "Content-Length: 5", "X-Fail: 1", "Expect: " + expect);
                assertThat(fallback.status()).isEqualTo(417);
                assertThat(fallback.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(fallback.header("Connection")).isEqualTo("close");
            }
        }
    }
}
