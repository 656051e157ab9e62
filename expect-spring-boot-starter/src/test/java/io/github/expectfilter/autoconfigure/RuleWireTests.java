package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

import io.github.expectfilter.AdmissionCheck;
import io.github.expectfilter.Rejection;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every rule with and without {@code Expect}, with declared length and chunked, and every way to read too much, on the
 * wire of the container that the class path holds.
 */
class RuleWireTests {

    private static final AtomicInteger served = new AtomicInteger();

    private static ConfigurableApplicationContext context;
    private static int port;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(UploadController.class)
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> listening() {
            return new ServletRegistrationBean<>(new ListeningServlet(), "/size/listener");
        }

        @Bean
        AdmissionCheck quota() {
            return request -> request.getRequestURI().startsWith("/check")
                    ? Rejection.of(429, "Your quota is used up.", Map.of("Retry-After", "60"))
                    : null;
        }
    }

    @RestController
    static class UploadController {

        private static String served(long count) {
            served.incrementAndGet();
            return "read " + count;
        }

        @PostMapping({
            "/size/stream",
            "/free/stream",
            "/login/stream",
            "/declared/stream",
            "/type/stream",
            "/busy/stream",
            "/check/stream"
        })
        String stream(HttpServletRequest request) throws IOException {
            return served(request.getInputStream().transferTo(OutputStream.nullOutputStream()));
        }

        @PostMapping("/size/reader")
        String reader(HttpServletRequest request) throws IOException {
            return served(request.getReader().lines().mapToInt(String::length).sum());
        }

        @PostMapping("/size/bytes")
        String bytes(@RequestBody byte[] content) {
            return served(content.length);
        }

        @PostMapping("/size/text")
        String text(@RequestBody String content) {
            return served(content.length());
        }

        @PostMapping("/size/form")
        String form(@RequestParam("a") String content) {
            return served(content.length());
        }

        @PostMapping("/size/multipart")
        String multipart(@RequestParam("a") MultipartFile content) {
            return served(content.getSize());
        }

        @PostMapping("/size/callable")
        Callable<String> callable(HttpServletRequest request) {
            return () -> stream(request);
        }

        @PostMapping("/size/persistent")
        String persistent(HttpServletRequest request) throws IOException {
            try {
                return stream(request);
            } catch (IOException tooLarge) {
                return "an answer that comes too late";
            }
        }
    }

    private static final class ListeningServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                private long count;

                @Override
                public void onDataAvailable() throws IOException {
                    byte[] buffer = new byte[512];
                    int bytes = 0;
                    while (in.isReady() && (bytes = in.read(buffer)) >= 0) {
                        count += bytes;
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getWriter().print(UploadController.served(count));
                    async.complete();
                }

                @Override
                public void onError(Throwable t) {
                    async.complete();
                }
            });
        }
    }

    @BeforeAll
    static void start() {
        context = new SpringApplication(App.class)
                .run(
                        "--server.port=0",
                        "--expect.rules[0].paths=/size/**",
                        "--expect.rules[0].max-content-length=1KB",
                        "--expect.rules[1].paths=/login/**",
                        "--expect.rules[1].require-authorization=Bearer realm=\"files\"",
                        "--expect.rules[2].paths=/declared/**",
                        "--expect.rules[2].require-content-length=true",
                        "--expect.rules[3].paths=/type/**",
                        "--expect.rules[3].content-types=video/*,image/png",
                        "--expect.rules[4].paths=/busy/**",
                        "--expect.rules[4].max-concurrent=1");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void forget() {
        served.set(0);
    }

    private static RawClient post(String path, String type, boolean expect, Integer length) throws IOException {
        return head(RawClient.connect(port), path, type, expect, length);
    }

    /** Length null: chunked. */
    private static RawClient head(RawClient client, String path, String type, boolean expect, Integer length)
            throws IOException {
        List<String> lines = new ArrayList<>(List.of("POST " + path + " HTTP/1.1", "Host: x", "Content-Type: " + type));
        if (expect) {
            lines.add("Expect: 100-continue");
        }
        lines.add(length == null ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
        return client.sendHead(lines.toArray(String[]::new));
    }

    private static void send(RawClient client, String content, boolean chunked) throws IOException {
        client.send(chunked ? Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\n\r\n" : content);
    }

    /** The place of the test before is given back after its answer is there. */
    private static RawClient holdThePlace() throws Exception {
        RawClient client = post("/busy/stream", "text/plain", true, 1);
        while (client.read().status() != 100) {
            client.close();
            Thread.sleep(20);
            client = post("/busy/stream", "text/plain", true, 1);
        }
        served.set(0);
        return client;
    }

    private static void isRejection(Answer answer, int status, String reason, String header, String value) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body())
                .startsWith("{\"type\":\"urn:expect-filter:" + reason + "\",\"title\":\"")
                .contains("\"status\":" + status + ",\"detail\":\"")
                .endsWith("\"reason\":\"" + reason + "\"}");
        if (header != null) {
            assertThat(answer.header(header)).isEqualTo(value);
        }
        assertThat(served).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login    | false | false | 401 | unauthorized           | WWW-Authenticate | Bearer realm=\"files\"",
                "login    | false | true  | 401 | unauthorized           | WWW-Authenticate | Bearer realm=\"files\"",
                "login    | true  | false | 401 | unauthorized           | WWW-Authenticate | Bearer realm=\"files\"",
                "login    | true  | true  | 401 | unauthorized           | WWW-Authenticate | Bearer realm=\"files\"",
                "declared | false | true  | 411 | length-required        | |",
                "declared | true  | true  | 411 | length-required        | |",
                "size     | false | false | 413 | content-too-large      | |",
                "size     | true  | false | 413 | content-too-large      | |",
                "type     | false | false | 415 | unsupported-media-type | Accept           | video/*, image/png",
                "type     | false | true  | 415 | unsupported-media-type | Accept           | video/*, image/png",
                "type     | true  | false | 415 | unsupported-media-type | Accept           | video/*, image/png",
                "type     | true  | true  | 415 | unsupported-media-type | Accept           | video/*, image/png",
                "check    | false | false | 429 | check                  | Retry-After      | 60",
                "check    | false | true  | 429 | check                  | Retry-After      | 60",
                "check    | true  | false | 429 | check                  | Retry-After      | 60",
                "check    | true  | true  | 429 | check                  | Retry-After      | 60",
                "busy     | false | false | 503 | too-many-concurrent    | Retry-After      | 1",
                "busy     | false | true  | 503 | too-many-concurrent    | Retry-After      | 1",
                "busy     | true  | false | 503 | too-many-concurrent    | Retry-After      | 1",
                "busy     | true  | true  | 503 | too-many-concurrent    | Retry-After      | 1"
            })
    void theHeaderSectionIsRejected(
            String rule, boolean expect, boolean chunked, int status, String reason, String header, String value)
            throws Exception {
        String content = "x".repeat(2000);
        try (RawClient holdsThePlace = holdThePlace()) {
            try (RawClient client =
                    post("/" + rule + "/stream", "text/plain", expect, chunked ? null : content.length())) {
                if (!expect) {
                    send(client, content, chunked);
                }
                isRejection(client.read(), status, reason, header, value);
                assertThat(client.isEnded()).isTrue();
            }
            holdsThePlace.send("x");
            assertThat(holdsThePlace.read().body()).isEqualTo("read 1");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whatTheRulesAllowIsServed(boolean expect, boolean chunked) throws IOException {
        String content = "x".repeat(1024);
        try (RawClient client = post("/size/stream", "text/plain", expect, chunked ? null : content.length())) {
            if (expect) {
                assertThat(client.read().status()).isEqualTo(100);
            }
            send(client, content, chunked);
            Answer answer = client.read();
            assertThat(answer.body()).isEqualTo("read 1024");
            assertThat(answer.headers("Connection")).doesNotContain("close");
        }
    }

    private static String typeFor(String way) {
        return switch (way) {
            case "form" -> "application/x-www-form-urlencoded";
            case "multipart" -> "multipart/form-data; boundary=b";
            default -> "text/plain";
        };
    }

    private static String contentFor(String way, int length) {
        return switch (way) {
            case "form" -> "a=" + "x".repeat(length);
            case "multipart" ->
                "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n" + "x".repeat(length)
                        + "\r\n--b--\r\n";
            default -> "x".repeat(length);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "stream, false", "stream, true",
        "reader, false", "reader, true",
        "bytes, false", "bytes, true",
        "text, false", "text, true",
        "form, false", "form, true",
        "multipart, false", "multipart, true",
        "callable, false", "callable, true",
        "persistent, false", "persistent, true",
        "listener, false", "listener, true"
    })
    void contentThatTurnsOutTooLargeIsRejectedHoweverItIsRead(String way, boolean expect) throws IOException {
        try (RawClient client = post("/size/" + way, typeFor(way), expect, null)) {
            if (expect) {
                assertThat(client.read().status()).isEqualTo(100);
            }
            send(client, contentFor(way, 20_000), true);
            isRejection(client.read(), 413, "content-too-large", null, null);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"stream", "reader", "bytes", "text", "form", "multipart", "callable", "persistent", "listener"})
    void contentOfUndeclaredLengthWithinTheLimitIsServedHoweverItIsRead(String way) throws IOException {
        try (RawClient client = post("/size/" + way, typeFor(way), false, null)) {
            for (int round = 0; round < 2; round++) {
                send(client, contentFor(way, 900), true);
                assertThat(client.read().body()).isEqualTo("read 900");
                head(client, "/size/" + way, typeFor(way), false, null);
            }
        }
    }

    @Test
    void theLimitOfOneRequestDoesNotHoldForTheNext() throws IOException {
        try (RawClient client = post("/size/stream", "text/plain", false, null)) {
            send(client, "x".repeat(900), true);
            assertThat(client.read().body()).isEqualTo("read 900");
            head(client, "/free/stream", "text/plain", false, null);
            send(client, "x".repeat(50_000), true);
            assertThat(client.read().body()).isEqualTo("read 50000");
        }
        try (RawClient client = post("/size/stream", "text/plain", false, null)) {
            send(client, "x".repeat(20_000), true);
            assertThat(client.read().status()).isEqualTo(413);
        }
        // The same processor, as likely as not.
        for (int i = 0; i < 20; i++) {
            try (RawClient client = post("/free/stream", "text/plain", false, null)) {
                send(client, "x".repeat(50_000), true);
                assertThat(client.read().body()).isEqualTo("read 50000");
            }
        }
    }
}
